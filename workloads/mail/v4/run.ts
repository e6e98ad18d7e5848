import type { Carry, Progress } from '../protocol.ts'
import { delivered } from './delivery.ts'
import type { Queued } from './queue.ts'
import type { Relay } from './relay.ts'
import { intervalAfter, mostAttempts } from './retry.ts'
import { notify } from './transport.ts'

type Outcome = Omit<Progress, 'kind'>

/** Tries again what is due. */
export async function runQueue(relay: Relay, carry: Carry): Promise<Progress> {
  relay.clock++
  const outcomes = await Promise.all(relay.queue.takeDue(relay.clock).map((entry) => tryAgain(relay, entry, carry)))
  const sum = (field: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[field], 0)
  return {
    kind: 'progress',
    delivered: sum('delivered'),
    returned: sum('returned'),
    deferred: sum('deferred'),
    due: sum('due'),
  }
}

async function tryAgain(relay: Relay, entry: Queued, carry: Carry): Promise<Outcome> {
  const { sender, recipients, letter } = entry
  const all = recipients.length
  if (!relay.unreachable.has(recipients[0]!.domain)) {
    const { fates } = await carry({ sender, recipients, letter })
    const taken = fates.filter((fate) => fate === delivered).length
    return { delivered: taken, returned: all - taken, deferred: 0, due: 0 }
  }
  const attempts = entry.attempts + 1
  if (attempts < mostAttempts) {
    const due = relay.clock + intervalAfter(attempts)
    relay.queue.add({ ...entry, attempts, due })
    return { delivered: 0, returned: 0, deferred: all, due: all * due }
  }
  // Of a notice that cannot be delivered nobody is told.
  if (letter.notice === 0)
    await Promise.all(recipients.map((recipient) => notify(relay, sender, recipient, { ...letter, notice: 2 }, carry)))
  return { delivered: 0, returned: all, deferred: 0, due: 0 }
}
