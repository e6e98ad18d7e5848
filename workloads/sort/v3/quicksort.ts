/**
 * Sorts the range from `low` to `high`, both included, without ever being more than log₂ n deep: the larger part is not
 * a matter of recursion.
 */
export function quicksort(data: Float64Array, low: number, high: number): void {
  let first = low
  let last = high
  while (first < last) {
    const middle = partition(data, first, last)
    if (middle - first < last - middle) {
      quicksort(data, first, middle - 1)
      first = middle + 1
    } else {
      quicksort(data, middle + 1, last)
      last = middle - 1
    }
  }
}

/**
 * Moves what is below a pivot before it, all else behind it; returns the place where the pivot then is. It is
 * taken from the middle, for what is sorted already was the worst case.
 */
export function partition(data: Float64Array, low: number, high: number): number {
  const centre = (low + high) >>> 1
  const pivot = data[centre]!
  data[centre] = data[low]!
  data[low] = pivot
  let middle = low
  for (let place = low + 1; place <= high; place++) {
    const value = data[place]!
    if (value >= pivot) continue
    middle++
    data[place] = data[middle]!
    data[middle] = value
  }
  data[low] = data[middle]!
  data[middle] = pivot
  return middle
}
