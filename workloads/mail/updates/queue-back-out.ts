import { Relay } from '../v4/relay.ts'
import type { Relay as OldRelay } from '../v5/relay.ts'

export const mappers = {
  'north.ts#relay': joinQueue,
  'south.ts#relay': joinQueue,
  'east.ts#relay': joinQueue,
}

/** One list again. Order counts only among entries that are due at the same time, and they stay together. */
export function joinQueue({ domain, mailboxes, queue, unreachable, clock }: OldRelay): Relay {
  const relay = new Relay(domain)
  relay.mailboxes = mailboxes
  relay.unreachable = unreachable
  relay.clock = clock
  relay.queue.entries = [...queue.byDue.values()].flat()
  return relay
}
