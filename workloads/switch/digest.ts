import type { Reply } from './protocol.ts'

/** Every field of a reply counts. */
export function digest(reply: Reply): number {
  switch (reply.kind) {
    case 'routing':
      return mix(mixLong(mix(1, reply.outcome), reply.destination), reply.carrier)
    case 'verification':
      return mix(mix(2, reply.outcome | (reply.band << 2)), reply.failures)
    case 'acknowledgement':
      return mix(mix(mixLong(mix(3, Number(reply.accepted)), reply.replaced), reply.known), reply.failures)
    case 'record':
      return mix(mix(mix(mixLong(mixLong(4, reply.primary), reply.alternate), reply.share), reply.carrier), reply.calls)
    case 'report':
      return [...reply.lookups, -1, ...reply.verifications].reduce(mix, 5)
  }
}

/** Ten digits are more than 32 bits. */
function mixLong(hash: number, value: number): number {
  const high = Math.floor(value / 100_000)
  return mix(mix(hash, high), value - high * 100_000)
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
