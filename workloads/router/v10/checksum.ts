import type { Packet } from '../protocol.ts'
import { fold } from './ones-complement.ts'

/** Version 4, header of five words. */
const versionAndHeaderLength = 0x4500

/** Whether the header arrived as it was sent: it sums to all ones with its checksum. */
export function isIntact(packet: Packet): boolean {
  return fold(sumHeader(packet, packet.ttl) + packet.checksum) === 0xffff
}

/** The header checksum with which the packet leaves, its TTL one less: brought up to date (RFC 1624, equation 3). */
export function checksumAfterHop(packet: Packet): number {
  const before = (packet.ttl << 8) | packet.protocol
  const after = before - (1 << 8)
  return ~fold((~packet.checksum & 0xffff) + (~before & 0xffff) + after) & 0xffff
}

/** Sum of the header's sixteen-bit words without the checksum (RFC 1071), carries not yet added. */
function sumHeader(packet: Packet, ttl: number): number {
  const { source, destination } = packet
  return (
    (versionAndHeaderLength | packet.tos) +
    packet.length +
    packet.identification +
    packet.fragment +
    ((ttl << 8) | packet.protocol) +
    (source >>> 16) +
    (source & 0xffff) +
    (destination >>> 16) +
    (destination & 0xffff)
  )
}
