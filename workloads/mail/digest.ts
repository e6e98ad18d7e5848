import type { Address, Reply } from './protocol.ts'

/** Every field of a reply counts. */
export function digest(reply: Reply): number {
  switch (reply.kind) {
    case 'opened':
      return 1
    case 'empty':
      return 2
    case 'line':
      return mix(3, Number(reply.up))
    case 'sent':
      return reply.fates.reduce(mix, mix(4, reply.transfers))
    case 'received':
      return mix(mix(mixAddress(5, reply.from), reply.subject), reply.notice)
    case 'listing':
      return mix(mix(6, reply.count), reply.newest)
    case 'progress':
      return mix(mix(mix(mix(7, reply.delivered), reply.returned), reply.deferred), reply.due)
    case 'queue':
      return mix(mix(8, reply.waiting), reply.attempts)
  }
}

function mixAddress(hash: number, { user, domain }: Address): number {
  return mixText(mixText(hash, user), domain)
}

function mixText(hash: number, text: string): number {
  let mixed = mix(hash, text.length)
  for (let index = 0; index < text.length; index++) mixed = mix(mixed, text.charCodeAt(index))
  return mixed
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
