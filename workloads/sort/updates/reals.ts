import { partition, quicksort } from '../v2/quicksort.ts'
import { sort } from '../v2/sort.ts'

/** An old caller has integers: they become reals on the way in, and integers again on the way out. */
export const interprocedures = {
  'sort.ts#sort': (data: Int32Array): void => {
    const reals = Float64Array.from(data)
    sort(reals)
    data.set(reals)
  },
  'quicksort.ts#quicksort': (data: Int32Array, low: number, high: number): void => {
    if (low >= high) return
    const reals = Float64Array.from(data.subarray(low, high + 1))
    quicksort(reals, 0, reals.length - 1)
    data.set(reals, low)
  },
  'quicksort.ts#partition': (data: Int32Array, low: number, high: number): number => {
    const reals = Float64Array.from(data.subarray(low, high + 1))
    const middle = partition(reals, 0, reals.length - 1)
    data.set(reals, low)
    return low + middle
  },
}
