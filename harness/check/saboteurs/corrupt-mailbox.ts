import { corruptDatum } from './corrupt-datum.ts'

/** Takes the mailboxes of one domain away. */
export const strategy = corruptDatum(
  'corrupt-mailbox',
  'south.ts#relay',
  (relay: { mailboxes: Map<string, unknown> }) => {
    relay.mailboxes.clear()
    return relay
  },
)
