import type { Action, Packet, Verdict } from '../protocol.ts'
import { countPacket } from './counters.ts'
import { fold } from './ones-complement.ts'

const icmp = 1

/** Type and code of error messages (RFC 792; RFC 1812, section 5.2.7). */
const none = 0
const networkUnreachable = 0x0300
const administrativelyProhibited = 0x030d
const timeExceeded = 0x0b00

/** By action: what the sender is told. A flood of connections comes from addresses that are not the sender's. */
const errors: readonly number[] = [
  none,
  none,
  administrativelyProhibited,
  timeExceeded,
  networkUnreachable,
  none,
  none,
] as const

/** Drops a packet, and tells its sender why. */
export function reject(packet: Packet, action: Action): Verdict {
  countPacket(action)
  const error = errors[action]!
  return {
    kind: 'verdict',
    action,
    nextHop: 0,
    egress: 0,
    link: 0,
    ttl: 0,
    checksum: 0,
    vrf: 0,
    inspection: 0,
    icmp: error === none || !mayBeAnswered(packet) ? 0 : compose(packet, error),
  }
}

/** Whom errors are not reported to (RFC 1812, section 4.3.2.7): no error about errors, and none to nobody or to many. */
function mayBeAnswered({ protocol, fragment, source }: Packet): boolean {
  const network = source >>> 24
  const isFirstFragment = (fragment & 0x1fff) === 0
  return protocol !== icmp && isFirstFragment && network !== 0 && network !== 127 && network < 224
}

/**
 * The message's first two words. It quotes the packet's header and the ports; a header that is intact sums to all ones,
 * and so does not count.
 */
function compose({ sourcePort, destinationPort }: Packet, error: number): number {
  return (error << 16) | (~fold(error + sourcePort + destinationPort) & 0xffff)
}
