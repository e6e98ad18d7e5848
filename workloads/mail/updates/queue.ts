import type { Relay as OldRelay } from '../v4/relay.ts'
import type { Queue as OldQueue } from '../v4/queue.ts'
import { Queue } from '../v5/queue.ts'
import { Relay } from '../v5/relay.ts'

export const mappers = {
  'north.ts#relay': sortQueue,
  'south.ts#relay': sortQueue,
  'east.ts#relay': sortQueue,
}

export const converters = {
  'queue.ts#Queue': ({ entries }: OldQueue): Queue => {
    const queue = new Queue()
    for (const entry of entries) queue.add(entry)
    return queue
  },
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
