import { quicksort } from './quicksort.ts'

/** Sorts real numbers in place, the lowest first. */
export function sort(data: Float64Array): void {
  quicksort(data, 0, data.length - 1)
}
