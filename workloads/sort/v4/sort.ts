import { mergeRuns } from './merge.ts'

/** So few values are sorted by insertion. */
const few = 16

/** Sorts real numbers in place, the lowest first; equal ones stay in the order in which they came. */
export function sort(data: Float64Array): void {
  data.set(sortRange(data, 0, data.length))
}

/** The values from `start` up to `end`, sorted by merging the two halves. */
function sortRange(data: Float64Array, start: number, end: number): readonly number[] {
  if (end - start <= few) return insertAll(data, start, end)
  const middle = (start + end) >>> 1
  return mergeRuns(sortRange(data, start, middle), sortRange(data, middle, end))
}

function insertAll(data: Float64Array, start: number, end: number): number[] {
  const sorted: number[] = []
  for (let place = start; place < end; place++) {
    const value = data[place]!
    let gap = sorted.length
    while (gap > 0 && sorted[gap - 1]! > value) gap--
    sorted.splice(gap, 0, value)
  }
  return sorted
}
