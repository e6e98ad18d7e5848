import type { Carried, Envelope, Fate, Reply, Request } from '../protocol.ts'
import { returnAll } from './delivery.ts'
import { accept as acceptNorth } from './north.ts'
import { Relay } from './relay.ts'
import { obey } from './service.ts'
import { accept as acceptSouth } from './south.ts'
import { take } from './transport.ts'

const relay = new Relay('east')

/** Does what a user agent or an operator asks for. */
export async function serve(request: Request): Promise<Reply> {
  return obey(relay, request, carry)
}

/** Takes over an envelope from a partner; the fate of each recipient. */
export async function accept(envelope: Envelope): Promise<readonly Fate[]> {
  return take(relay, envelope, carry)
}

/** An envelope goes to its partner as it is. Which one that is, the address says. */
async function carry(envelope: Envelope): Promise<Carried> {
  const { recipients } = envelope
  const partners = new Map([
    ['north', acceptNorth],
    ['south', acceptSouth],
  ])
  const hand = partners.get(recipients[0]!.domain)
  return hand === undefined ? returnAll(recipients) : { fates: await hand(envelope), transfers: 1 }
}
