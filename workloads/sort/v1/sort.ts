import { quicksort } from './quicksort.ts'

/** Sorts integers in place, the lowest first. */
export function sort(data: Int32Array): void {
  quicksort(data, 0, data.length - 1)
}
