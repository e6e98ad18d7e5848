import type { PhaseSpan } from '../store/record.ts'
import { sumOfLargest } from './combine-reports.ts'
import type { SettledMemory } from './site-host.ts'

/** What a site has left of the updates so far, after a full collection. */
export interface SiteStock extends SettledMemory {
  readonly versionsResident: number
  /** Objects that are in the representation of an earlier version still; null where the strategy cannot tell. */
  readonly oldObjects: number | null
  /** Phases since stock was taken last. */
  readonly spans: readonly PhaseSpan[]
}

/** Several sites as one: what they have adds up; a process in which several of them run counts once. */
export function combineStocks(stocks: readonly SiteStock[]): SiteStock | undefined {
  if (stocks.length === 0) return undefined
  const sum = (read: (stock: SiteStock) => number): number => stocks.reduce((total, stock) => total + read(stock), 0)
  return {
    heapBytes: sum(({ heapBytes }) => heapBytes),
    externalBytes: sum(({ externalBytes }) => externalBytes),
    residentBytes: sumOfLargest(
      stocks,
      ({ processId }) => processId,
      ({ residentBytes }) => residentBytes,
    ),
    processId: 0,
    versionsResident: Math.max(...stocks.map(({ versionsResident }) => versionsResident)),
    oldObjects: stocks.every(({ oldObjects }) => oldObjects === null) ? null : sum(({ oldObjects }) => oldObjects ?? 0),
    spans: stocks.flatMap(({ spans }) => spans),
  }
}
