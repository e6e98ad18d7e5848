import type { Parameter, Parameters, Traffic } from '../contract.ts'
import { createAnnouncement, createWithdrawal } from './announcements.ts'
import { digest } from './digest.ts'
import { createTestPacket, PacketSource, popularDestinations } from './packets.ts'
import { hostIn } from './prefix-plan.ts'
import type { Reply, Request } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  routes: {
    default: 100_000,
    minimum: 10,
    maximum: 1_000_000,
    smoke: 5000,
    summary: 'routes announced before the packets',
  },
  announcements: { default: 10, minimum: 0, maximum: 1000, summary: 'messages of the control plane in 1000 requests' },
  probes: {
    default: 2000,
    minimum: 10,
    maximum: 10_000,
    smoke: 500,
    summary: 'requests at the end that show the final state',
  },
} as const satisfies Record<string, Parameter>

/**
 * Requests 0 … routes−1 announce the routes; then come packets, with announcements and withdrawals among them. Each is
 * made of three draws at most, whose bits are shared out, for this is done while the clock runs.
 */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const routes = values['routes'] ?? parameters.routes.default
  const probes = values['probes'] ?? parameters.probes.default
  const packets = new PacketSource(routes)
  const controlShare = Math.round(((values['announcements'] ?? parameters.announcements.default) * 1024) / 1000)
  return {
    setup: routes,
    request(id, random) {
      if (id < routes) return createAnnouncement(id, random.next() | 0)
      // Signed, for a number above 2³¹ would be put on the heap at each call.
      const dice = random.next() | 0
      const first = random.next() | 0
      const second = random.next() | 0
      if ((dice & 1023) < controlShare) return createControlMessage(packets, dice >>> 10, first, second)
      return packets.create(dice >>> 10, first, second)
    },
    probes,
    probe: (index) => createProbe(index, probes, routes),
    digest,
  }
}

/** Of the control messages one in 64 asks for the counters, one in eight of the others withdraws a route. */
function createControlMessage(packets: PacketSource, dice: number, draw: number, hops: number): Request {
  if ((dice & 63) === 0) return { kind: 'counters' }
  const k = (dice & 64) === 0 ? packets.popularRoute(draw & (popularDestinations - 1)) : packets.knownRoute(draw)
  return ((dice >>> 7) & 7) === 0 ? createWithdrawal(k) : createAnnouncement(k, hops)
}

/** Packets along all routes; then new announcements of some, whose replies show the old ones; then the counters. */
function createProbe(index: number, probes: number, routes: number): Request {
  const packets = Math.floor(probes * 0.8)
  if (index === probes - 1) return { kind: 'counters' }
  if (index >= packets) {
    const k = Math.floor(((index - packets) * routes) / (probes - packets))
    return createAnnouncement(k, Math.imul(index + 1, 0x9e37_79b1))
  }
  const destination = hostIn(Math.floor((index * routes) / packets), index)
  return createTestPacket(index, destination, (index >>> 1) & 3, index % 2 === 1)
}
