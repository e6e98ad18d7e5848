import type { Action, Packet, Verdict } from '../protocol.ts'
import { permits } from './acl.ts'
import { checksumAfterHop, isIntact } from './checksum.ts'
import { countPacket } from './counters.ts'
import { lookup } from './fib.ts'
import { dequeue, enqueue } from './hold-queue.ts'
import { findNeighbour, resolve } from './neighbours.ts'

/** Action codes of verdicts. */
const forwarded = 0
const corrupt = 1
const denied = 2
const expired = 3
const unreachable = 4

/**
 * Decides what becomes of a packet (RFC 1812, section 5.2). All is decided and counted before anything is awaited, so
 * packets take effect in the order of their arrival; only the next hop's link-layer address may come later.
 */
export function forward(packet: Packet): Verdict | Promise<Verdict> {
  if (!isIntact(packet)) return drop(corrupt)
  if (!permits(packet)) return drop(denied)
  if (packet.ttl <= 1) return drop(expired)
  const nextHop = lookup(packet.destination, packet.tos)
  if (nextHop === 0) return drop(unreachable)
  const neighbour = findNeighbour(nextHop)
  const verdict: Verdict = {
    kind: 'verdict',
    action: forwarded,
    nextHop,
    egress: neighbour === undefined ? 0 : neighbour.egress,
    link: neighbour === undefined ? 0 : neighbour.link,
    ttl: packet.ttl - 1,
    checksum: checksumAfterHop(packet),
    vrf: 0,
    inspection: 0,
    icmp: 0,
  }
  if (neighbour === undefined) return addressLater(packet, verdict)
  countPacket(forwarded)
  return verdict
}

/** Holds a packet until the next hop has answered. */
async function addressLater(packet: Packet, verdict: Verdict): Promise<Verdict> {
  if (!enqueue(verdict.nextHop, packet)) return drop(unreachable)
  countPacket(forwarded)
  const { egress, link } = await resolve(verdict.nextHop)
  dequeue(verdict.nextHop, packet)
  return {
    kind: 'verdict',
    action: verdict.action,
    nextHop: verdict.nextHop,
    egress,
    link,
    ttl: verdict.ttl,
    checksum: verdict.checksum,
    vrf: verdict.vrf,
    inspection: verdict.inspection,
    icmp: verdict.icmp,
  }
}

function drop(action: Action): Verdict {
  countPacket(action)
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
    icmp: 0,
  }
}
