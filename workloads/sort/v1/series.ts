/** Values of a series that are kept; of more, every other one is. */
const longest = 4096

/** Measurements that were sorted once and are asked about often. */
export class Series {
  /** The lowest first. */
  values: readonly number[]

  constructor(values: readonly number[]) {
    this.values = values
  }

  /** The same in so few values that they can be kept. */
  thinned(): Series {
    if (this.values.length <= longest) return this
    return new Series(this.values.filter((_, place) => place % 2 === 0)).thinned()
  }
}

const kept = new Map<number, Series>()

export function keep(series: number, values: readonly number[]): void {
  kept.set(series, new Series(values).thinned())
}

/** Empty where nothing has been stored under the number. */
export function valuesOf(series: number): readonly number[] {
  return kept.get(series)?.values ?? []
}

export function countSeries(): number {
  return kept.size
}

/** Keeps the values of two series as a third, and returns what is kept. */
export function mergeSeries(first: number, second: number, into: number): readonly number[] {
  keep(into, mergeRuns(valuesOf(first), valuesOf(second)))
  return valuesOf(into)
}

/** One sorted run out of two; of equal values those of the first come first. */
export function mergeRuns(first: readonly number[], second: readonly number[]): number[] {
  const merged: number[] = []
  let place = 0
  for (const value of first) {
    while (place < second.length && second[place]! < value) merged.push(second[place++]!)
    merged.push(value)
  }
  while (place < second.length) merged.push(second[place++]!)
  return merged
}
