import { partition, quicksort } from '../v1/quicksort.ts'
import { sort } from '../v1/sort.ts'

/** The way back loses what is behind the point, as the old version does. */
export const interprocedures = {
  'sort.ts#sort': (data: Float64Array): void => {
    const integers = Int32Array.from(data)
    sort(integers)
    data.set(integers)
  },
  'quicksort.ts#quicksort': (data: Float64Array, low: number, high: number): void => {
    if (low >= high) return
    const integers = Int32Array.from(data.subarray(low, high + 1))
    quicksort(integers, 0, integers.length - 1)
    data.set(integers, low)
  },
  'quicksort.ts#partition': (data: Float64Array, low: number, high: number): number => {
    const integers = Int32Array.from(data.subarray(low, high + 1))
    const middle = partition(integers, 0, integers.length - 1)
    data.set(integers, low)
    return low + middle
  },
}
