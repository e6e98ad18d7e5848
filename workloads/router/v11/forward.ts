import type { Packet, Verdict } from '../protocol.ts'
import { permits } from './acl.ts'
import { checksumAfterHop, isIntact } from './checksum.ts'
import { countPacket } from './counters.ts'
import { lookup } from './fib.ts'
import { inspect, refused } from './firewall.ts'
import { dequeue, enqueue } from './hold-queue.ts'
import { reject } from './icmp.ts'
import { findNeighbour, resolve } from './neighbours.ts'

/** Action codes of verdicts. */
const forwarded = 0
const corrupt = 1
const denied = 2
const expired = 3
const unreachable = 4
const filtered = 5
const congested = 6

/**
 * Decides what becomes of a packet (RFC 1812, section 5.2). All is decided and counted before anything is awaited, so
 * packets take effect in the order of their arrival; only the next hop's link-layer address may come later.
 */
export function forward(packet: Packet): Verdict | Promise<Verdict> {
  if (!isIntact(packet)) return reject(packet, corrupt)
  if (!permits(packet)) return reject(packet, denied)
  if (packet.ttl <= 1) return reject(packet, expired)
  const nextHop = lookup(packet.destination, packet.tos, packet.vrf)
  if (nextHop === 0) return reject(packet, unreachable)
  const inspection = inspect(packet)
  if (inspection === refused) return reject(packet, filtered)
  const neighbour = findNeighbour(nextHop)
  const verdict: Verdict = {
    kind: 'verdict',
    action: forwarded,
    nextHop,
    egress: neighbour === undefined ? 0 : neighbour.egress,
    link: neighbour === undefined ? 0 : neighbour.link,
    ttl: packet.ttl - 1,
    checksum: checksumAfterHop(packet),
    vrf: packet.vrf,
    inspection,
    icmp: 0,
  }
  if (neighbour === undefined) return addressLater(packet, verdict)
  countPacket(forwarded)
  return verdict
}

/** Holds a packet until the next hop has answered. */
async function addressLater(packet: Packet, verdict: Verdict): Promise<Verdict> {
  if (!enqueue(verdict.nextHop, packet)) return reject(packet, congested)
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
