import type { CardTable as MaskedTable } from '../v3/card-table.ts'
import { CardTable } from '../v4/card-table.ts'

/** Of the old card file. */
const mask = 0x1555

export const mappers = {
  'cards.ts#cards': hashPins,
}

export const converters = {
  'card-table.ts#CardTable': (old: MaskedTable): CardTable => hashPins(old),
}

/** Hashes the PIN of every card. There is no way back from that. */
export function hashPins(old: MaskedTable): CardTable {
  const table = new CardTable()
  for (let card = 0; card < old.cards; card++) {
    const entered = table.enter(old.accounts[card]!)
    table.setPin(entered, old.seals[card]! ^ mask)
    table.isGood[entered] = old.isGood[card]!
  }
  table.good = old.good
  return table
}
