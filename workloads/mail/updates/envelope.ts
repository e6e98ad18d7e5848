import type { Address, Fate, Letter } from '../protocol.ts'
import { accept as acceptEast } from '../v2/east.ts'
import { accept as acceptNorth } from '../v2/north.ts'
import { accept as acceptSouth } from '../v2/south.ts'

/** A relay that hands over one recipient at a time is served with envelopes for one. */
export const interprocedures = {
  'north.ts#accept': async (sender: Address, recipient: Address, letter: Letter): Promise<Fate> => {
    const [fate] = await acceptNorth({ sender, recipients: [recipient], letter })
    return fate!
  },
  'south.ts#accept': async (sender: Address, recipient: Address, letter: Letter): Promise<Fate> => {
    const [fate] = await acceptSouth({ sender, recipients: [recipient], letter })
    return fate!
  },
  'east.ts#accept': async (sender: Address, recipient: Address, letter: Letter): Promise<Fate> => {
    const [fate] = await acceptEast({ sender, recipients: [recipient], letter })
    return fate!
  },
}
