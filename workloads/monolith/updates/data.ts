import type { Lot } from '../protocol.ts'

/** The lots of all items are sorted by item; of each, the oldest stays first. */
export const mappers = {
  'main.ts#lots': (lots: readonly Lot[]): Map<number, Lot[]> => Map.groupBy(lots, ({ item }) => item),
}
