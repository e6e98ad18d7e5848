import type { Acknowledgement, Announcement, Withdrawal } from '../protocol.ts'
import { applyChange } from './fib.ts'
import { countKnown, record } from './rib.ts'

/** Messages sent to the data plane. */
let sent = 0

/** Takes a route from a routing protocol and puts it into force. */
export async function announce(route: Announcement): Promise<Acknowledgement> {
  return distribute(route, route.nextHop | (route.lowDelayHop << 8))
}

/** Takes a route out of force. */
export async function withdraw(route: Withdrawal): Promise<Acknowledgement> {
  return distribute(route, 0)
}

async function distribute(route: Announcement | Withdrawal, hops: number): Promise<Acknowledgement> {
  const { change, replaced } = record(route, hops)
  const known = countKnown()
  sent++
  const { sequence, installed } = await applyChange({ sequence: sent, change })
  return { kind: 'acknowledgement', vrf: change.vrf, replaced, known, installed, sequence }
}
