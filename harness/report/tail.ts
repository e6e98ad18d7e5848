import { decodeFromCompressedBase64, JsHistogram } from 'hdr-histogram-js'
import { Random } from '../load/random.ts'
import { bootstrapBlocks } from '../stats/cluster-bootstrap.ts'

/** Percentiles of latencies of several trials, merged; ms. */
export interface Tail {
  readonly p50: number
  readonly p99: number
  readonly 'p99.9': number
  readonly max: number
  /** 95 %, by drawing whole trials. */
  readonly p99Interval: readonly [lower: number, upper: number]
}

/** @param encoded one histogram for each trial, as records have them; empty ones are left out */
export function measureTail(encoded: readonly string[]): Tail | undefined {
  const trials = encoded.filter((text) => text !== '').map(readCounts)
  const values = [...new Set(trials.flatMap((counts) => [...counts.keys()]))].toSorted((a, b) => a - b)
  if (values.length === 0) return undefined
  const places = new Map(values.map((value, place) => [value, place]))
  const sparse = trials.map((counts) => [...counts].map(([value, count]) => [places.get(value)!, count] as const))
  const read = (drawn: readonly Sparse[], quantile: number): number =>
    values[findQuantile(drawn, quantile, values.length)]! / 1000
  const lot = new Random().reseed(1, trials.length)
  const { lower, upper } = bootstrapBlocks(sparse, (drawn) => read(drawn, 0.99), lot, { samples: 200 })
  return {
    p50: read(sparse, 0.5),
    p99: read(sparse, 0.99),
    'p99.9': read(sparse, 0.999),
    max: read(sparse, 1),
    p99Interval: [lower, upper],
  }
}

/** What a histogram holds: how often each value. */
function readCounts(encoded: string): ReadonlyMap<number, number> {
  const histogram = decodeFromCompressedBase64(encoded, 32, false)
  // Only WebAssembly's, which was not asked for, are no JsHistogram.
  if (!(histogram instanceof JsHistogram)) throw new TypeError('Expected a histogram in memory of JavaScript.')
  const counts = new Map<number, number>()
  const end = histogram.totalCount === 0 ? 0 : histogram.countsArrayIndex(histogram.maxValue) + 1
  for (let index = 0; index < end; index++) {
    const count = histogram.getCountAtIndex(index)
    if (count > 0) counts.set(histogram.valueFromIndex(index), count)
  }
  return counts
}

/** A trial's counts by the places of their values among all. */
type Sparse = readonly (readonly [place: number, count: number])[]

/** The place of the least value that so large a share of all does not exceed. */
function findQuantile(trials: readonly Sparse[], quantile: number, places: number): number {
  const merged = new Float64Array(places)
  let total = 0
  for (const trial of trials) {
    for (const [place, count] of trial) {
      merged[place] = merged[place]! + count
      total += count
    }
  }
  let below = 0
  for (let place = 0; place < places; place++) {
    below += merged[place]!
    if (below >= quantile * total) return place
  }
  return places - 1
}
