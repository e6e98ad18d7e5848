import type { Reply } from './protocol.ts'

/** Where the digest of each kind of reply begins: far apart, so that small fields do not lead from one to another. */
const done = 0x243f_6a88
const data = 0x13198a2e
const attributes = 0x03707344
const usage = 0x299f31d0

/** Every field of a reply counts. */
export function digest(reply: Reply): number {
  switch (reply.kind) {
    case 'done':
      return mix(mix(done, reply.status), reply.size)
    case 'data':
      return mix(mix(data, reply.status), reply.content)
    case 'attributes':
      return mix(
        mix(mix(attributes, reply.status | (reply.owner << 3) | (reply.mode << 9) | (reply.grants << 18)), reply.size),
        reply.links,
      )
    case 'usage':
      return [reply.used, reply.limit, reply.freeBlocks, reply.files, reply.openFiles].reduce(mix, usage)
  }
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
