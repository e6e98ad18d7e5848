import type { Reply } from './protocol.ts'

/** Where the digest of each kind of reply begins: far apart, so that small fields do not lead from one to another. */
const summary = 0x243f_6a88
const position = 0x1319_8a2e
const statistics = 0x0370_7344

const orders = { ascending: 0, descending: 1, whole: 2 }

/** Every field of a reply counts; values are multiples of 1/8. */
export function digest(reply: Reply): number {
  switch (reply.kind) {
    case 'summary':
      return [orders[reply.order], reply.count, 8 * reply.first, 8 * reply.last, reply.checksum].reduce(mix, summary)
    case 'position':
      return mix(mix(position, reply.place), 8 * reply.value)
    case 'statistics':
      return [reply.series, reply.batches, reply.values].reduce(mix, statistics)
  }
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
