import type { Model } from '../contract.ts'
import type { Merge, Order, Position, Quantile, Rank, Reply, Request, Summary } from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new SortingModel()
}

/** What the releases do differently, by the number of the first that does it. */
const firstWithReals = 2
const firstWithOrders = 5

const longestSeries = 4096

/** A sorting service as its specification says: the README has the specification. */
class SortingModel implements Model<Request, Reply> {
  readonly #series = new Map<number, readonly number[]>()
  #batches = 0
  #values = 0
  /** The last batch as sorted, for `apply` follows `reply`. */
  #last: { readonly values: Float64Array; readonly key: string; readonly sorted: readonly number[] } | undefined

  reply(request: Request, version: string): Reply {
    const release = releaseOf(version)
    switch (request.kind) {
      case 'store':
        return summarise(this.#sort(request.values, 'ascending', release), 'ascending')
      case 'sort': {
        const order = release < firstWithOrders ? 'ascending' : request.order
        return summarise(this.#sort(request.values, order, release), order)
      }
      case 'rank':
        return this.#rank(request)
      case 'quantile':
        return this.#quantile(request)
      case 'merge':
        return summarise(this.#merge(request), 'ascending')
      case 'statistics':
        return { kind: 'statistics', series: this.#series.size, batches: this.#batches, values: this.#values }
    }
  }

  apply(request: Request, version: string): void {
    if (request.kind === 'merge') this.#series.set(request.into, this.#merge(request))
    if (request.kind === 'store') {
      const sorted = this.#sort(request.values, 'ascending', releaseOf(version))
      this.#series.set(request.series, shorten(sorted))
    }
    if (request.kind !== 'store' && request.kind !== 'sort') return
    this.#batches++
    this.#values += request.values.length
  }

  #sort(values: Float64Array, order: Order, release: number): readonly number[] {
    const isExact = release >= firstWithReals
    const key = `${order} ${isExact}`
    if (this.#last?.values === values && this.#last.key === key) return this.#last.sorted
    const sorted = [...values].map((value) => (isExact ? value : Math.trunc(value))).toSorted(comparisons[order])
    this.#last = { values, key, sorted }
    return sorted
  }

  #rank({ series, value }: Rank): Position {
    const values = this.#valuesOf(series)
    return at(values, values.filter((other) => other < value).length)
  }

  #quantile({ series, share }: Quantile): Position {
    const values = this.#valuesOf(series)
    return at(values, Math.floor((values.length * share) / 100))
  }

  #merge({ first, second }: Merge): readonly number[] {
    const all = [...this.#valuesOf(first), ...this.#valuesOf(second)]
    return shorten(all.toSorted(comparisons.ascending))
  }

  #valuesOf(series: number): readonly number[] {
    return this.#series.get(series) ?? []
  }
}

const comparisons: Readonly<Record<Order, (a: number, b: number) => number>> = {
  ascending: (a, b) => a - b,
  descending: (a, b) => b - a,
  whole: (a, b) => Math.trunc(a) - Math.trunc(b),
}

function shorten(values: readonly number[]): readonly number[] {
  let kept = values
  while (kept.length > longestSeries) kept = kept.filter((_, place) => place % 2 === 0)
  return kept
}

function summarise(values: readonly number[], order: Order): Summary {
  const checksum = values.reduce((hash, value) => Math.imul(hash ^ (value * 8), 16_777_619), 2_166_136_261)
  return { kind: 'summary', count: values.length, first: values[0] ?? 0, last: values.at(-1) ?? 0, checksum, order }
}

function at(values: readonly number[], place: number): Position {
  return { kind: 'position', place, value: values[place] ?? 0 }
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
