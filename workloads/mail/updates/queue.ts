import type { Relay as OldRelay } from '../v4/relay.ts'
import { Relay } from '../v5/relay.ts'

export const mappers = {
  'north.ts#relay': sortQueue,
  'south.ts#relay': sortQueue,
  'east.ts#relay': sortQueue,
}

/** All stays but the queue, whose entries are sorted by the time at which they are due. */
export function sortQueue({ domain, mailboxes, queue, unreachable, clock }: OldRelay): Relay {
  const relay = new Relay(domain)
  relay.mailboxes = mailboxes
  relay.unreachable = unreachable
  relay.clock = clock
  for (const entry of queue.entries) relay.queue.add(entry)
  return relay
}
