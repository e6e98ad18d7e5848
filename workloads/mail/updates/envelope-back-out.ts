import type { Envelope, Fate } from '../protocol.ts'
import { accept as acceptEast } from '../v1/east.ts'
import { accept as acceptNorth } from '../v1/north.ts'
import { accept as acceptSouth } from '../v1/south.ts'

/** A relay that hands over envelopes has them taken apart. */
export const interprocedures = {
  'north.ts#accept': async ({ sender, recipients, letter }: Envelope): Promise<readonly Fate[]> =>
    Promise.all(recipients.map((recipient) => acceptNorth(sender, recipient, letter))),
  'south.ts#accept': async ({ sender, recipients, letter }: Envelope): Promise<readonly Fate[]> =>
    Promise.all(recipients.map((recipient) => acceptSouth(sender, recipient, letter))),
  'east.ts#accept': async ({ sender, recipients, letter }: Envelope): Promise<readonly Fate[]> =>
    Promise.all(recipients.map((recipient) => acceptEast(sender, recipient, letter))),
}
