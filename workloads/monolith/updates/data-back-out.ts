import type { Lot } from '../protocol.ts'

/** The age of lots counts among those of one item alone, so the items can come in any order. */
export const mappers = {
  'main.ts#lots': (lots: ReadonlyMap<number, readonly Lot[]>): Lot[] => [...lots.values()].flat(),
}
