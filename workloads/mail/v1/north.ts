import type { Address, Carried, Envelope, Fate, Letter, Reply, Request } from '../protocol.ts'
import { returnAll } from './delivery.ts'
import { accept as acceptEast } from './east.ts'
import { Relay } from './relay.ts'
import { obey } from './service.ts'
import { accept as acceptSouth } from './south.ts'
import { take } from './transport.ts'

const relay = new Relay('north')

/** Does what a user agent or an operator asks for. */
export async function serve(request: Request): Promise<Reply> {
  return obey(relay, request, carry)
}

/** Takes over a letter from a partner. */
export async function accept(sender: Address, recipient: Address, letter: Letter): Promise<Fate> {
  const [fate] = await take(relay, { sender, recipients: [recipient], letter }, carry)
  return fate!
}

/** Each recipient's letter goes to the partner by itself. Which one that is, the address says. */
async function carry({ sender, recipients, letter }: Envelope): Promise<Carried> {
  const partners = new Map([
    ['east', acceptEast],
    ['south', acceptSouth],
  ])
  const hand = partners.get(recipients[0]!.domain)
  if (hand === undefined) return returnAll(recipients)
  const fates = await Promise.all(recipients.map((recipient) => hand(sender, recipient, letter)))
  return { fates, transfers: recipients.length }
}
