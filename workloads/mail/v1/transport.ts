import type { Address, Carried, Carry, Envelope, Fate, Letter, Send, Sent } from '../protocol.ts'
import { deliver, delivered, queued } from './delivery.ts'
import type { Relay } from './relay.ts'

/** Posts a user's letter, to each domain apart. */
export async function submit(relay: Relay, { from, to, subject, receipt }: Send, carry: Carry): Promise<Sent> {
  const letter: Letter = { subject, notice: 0, receipt, deferred: false }
  const envelopes = [...Map.groupBy(to, ({ domain }) => domain).values()].map((recipients) => ({
    sender: from,
    recipients,
    letter,
  }))
  const carried = await Promise.all(envelopes.map((envelope) => post(relay, envelope, carry)))
  return {
    kind: 'sent',
    fates: carried.flatMap(({ fates }) => fates),
    transfers: carried.reduce((sum, { transfers }) => sum + transfers, 0),
  }
}

/** Sees an envelope on its way: delivers it here, hands it over, or puts it into the queue. */
async function post(relay: Relay, envelope: Envelope, carry: Carry): Promise<Carried> {
  const { recipients, letter } = envelope
  const { domain } = recipients[0]!
  if (domain === relay.domain) return { fates: await take(relay, envelope, carry), transfers: 0 }
  if (!relay.unreachable.has(domain)) return carry(envelope)
  relay.queue.add({ ...envelope, letter: { ...letter, deferred: true }, attempts: 0, due: relay.clock + 1 })
  return { fates: recipients.map(() => queued), transfers: 0 }
}

/** Delivers an envelope to users of this domain, and tells the sender what has to be told. */
export async function take(relay: Relay, { sender, recipients, letter }: Envelope, carry: Carry): Promise<Fate[]> {
  const fates: Fate[] = []
  const notices: Promise<unknown>[] = []
  for (const recipient of recipients) {
    const fate = deliver(relay.mailboxes, sender, recipient, letter)
    fates.push(fate)
    const notice = chooseNotice(letter, fate)
    if (notice !== 0) notices.push(notify(relay, sender, recipient, { ...letter, notice }, carry))
  }
  await Promise.all(notices)
  return fates
}

/** Of a delivery those are told who asked for it; of a failure, those who no longer wait for an answer. */
function chooseNotice({ notice, receipt, deferred }: Letter, fate: Fate): 0 | 1 | 2 {
  if (notice !== 0) return 0
  if (fate === delivered) return receipt ? 1 : 0
  return deferred ? 2 : 0
}

/** Writes to the sender of a letter on behalf of its recipient. */
export async function notify(
  relay: Relay,
  sender: Address,
  recipient: Address,
  { subject, notice }: Letter,
  carry: Carry,
): Promise<void> {
  const letter: Letter = { subject, notice, receipt: false, deferred: false }
  await post(relay, { sender: recipient, recipients: [sender], letter }, carry)
}
