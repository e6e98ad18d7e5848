import type { Packet } from '../protocol.ts'

const tcp = 6
const syn = 0x02
const ack = 0x10

/** Connections that may be half open at a time in a network of 65,536 hosts. */
const halfOpenLimit = 8

/** What inspection finds: nothing to inspect, a new connection, a part of one, or one connection too many. */
export const uninspected = 0
export const opening = 1
export const established = 2
export const refused = 3

/** Half-open TCP connections, by the upper sixteen bits of the destination. */
export class HalfOpenConnections {
  count = new Uint8Array(0x1_0000)

  /** Notes one more, unless there are too many. */
  open(network: number): boolean {
    if (this.count[network]! >= halfOpenLimit) return false
    this.count[network]!++
    return true
  }

  /** Notes that one has been completed; which one, a segment does not tell. */
  complete(network: number): void {
    if (this.count[network]! > 0) this.count[network]!--
  }
}

const halfOpen = new HalfOpenConnections()

/**
 * Stateful inspection against floods of connection requests (RFC 4987): a network with many half-open connections gets
 * no new ones until some are completed. What is under way when the firewall comes into force is not touched.
 */
export function inspect(packet: Packet): 0 | 1 | 2 | 3 {
  if (packet.protocol !== tcp) return uninspected
  const network = packet.destination >>> 16
  if ((packet.tcpFlags & (syn | ack)) === syn) return halfOpen.open(network) ? opening : refused
  halfOpen.complete(network)
  return established
}
