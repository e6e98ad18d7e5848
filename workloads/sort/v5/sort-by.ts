import type { Comparator } from './comparators.ts'

/** Values in the order that a comparator says; those that it calls equal stay as they came. */
export function sortBy(values: Float64Array, compare: Comparator): readonly number[] {
  return sortPart(values, 0, values.length, compare)
}

function sortPart(values: Float64Array, start: number, end: number, compare: Comparator): number[] {
  if (end - start <= 1) return Array.from(values.subarray(start, end))
  const middle = (start + end) >>> 1
  return mergeBy(sortPart(values, start, middle, compare), sortPart(values, middle, end, compare), compare)
}

function mergeBy(first: readonly number[], second: readonly number[], compare: Comparator): number[] {
  const merged: number[] = []
  let place = 0
  for (const value of first) {
    while (place < second.length && compare(second[place]!, value) < 0) merged.push(second[place++]!)
    merged.push(value)
  }
  while (place < second.length) merged.push(second[place++]!)
  return merged
}
