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
  const sums = trials.map((counts) => addUp(counts, places))
  const read = (drawn: readonly Sums[], quantile: number): number => values[findQuantile(drawn, quantile)]! / 1000
  const lot = new Random().reseed(1, trials.length)
  const { lower, upper } = bootstrapBlocks(sums, (drawn) => read(drawn, 0.99), lot, { samples: 200 })
  return {
    p50: read(sums, 0.5),
    p99: read(sums, 0.99),
    'p99.9': read(sums, 0.999),
    max: read(sums, 1),
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

/** How many requests of a trial took no longer than each value of all, by its place. */
type Sums = Float64Array

function addUp(counts: ReadonlyMap<number, number>, places: ReadonlyMap<number, number>): Sums {
  const sums = new Float64Array(places.size)
  for (const [value, count] of counts) sums[places.get(value)!] = count
  for (let place = 1; place < sums.length; place++) sums[place]! += sums[place - 1]!
  return sums
}

/** The place of the least value that so large a share of all does not exceed. It is halved down to: hundreds of draws ask for it. */
function findQuantile(trials: readonly Sums[], quantile: number): number {
  const countTo = (place: number): number => trials.reduce((total, sums) => total + sums[place]!, 0)
  const last = (trials[0]?.length ?? 1) - 1
  const wanted = quantile * countTo(last)
  let [low, high] = [0, last]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (countTo(middle) >= wanted) high = middle
    else low = middle + 1
  }
  return low
}
