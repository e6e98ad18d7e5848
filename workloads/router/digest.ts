import type { Reply } from './protocol.ts'

/** Every field of a reply counts; those of a verdict are packed into four words. */
export function digest(reply: Reply): number {
  if (reply.kind === 'verdict') {
    const { action, vrf, inspection, ttl, checksum } = reply
    const first = mix(1, action | (vrf << 3) | (inspection << 5) | (ttl << 8) | (checksum << 16))
    return mix(mix(mix(first, reply.nextHop | (reply.link << 8)), reply.egress), reply.icmp)
  }
  if (reply.kind === 'report') return reply.packets.reduce(mix, mix(2, reply.batch))
  const { vrf, replaced, known, installed, sequence } = reply
  return mix(mix(mix(mix(mix(3, vrf), replaced), known), installed), sequence)
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
