/** Sorts the range from `low` to `high`, both included, as Hoare published it (1961). */
export function quicksort(data: Float64Array, low: number, high: number): void {
  if (low >= high) return
  const middle = partition(data, low, high)
  quicksort(data, low, middle - 1)
  quicksort(data, middle + 1, high)
}

/** Moves what is below the first value before it, all else behind it; returns the place where it then is. */
export function partition(data: Float64Array, low: number, high: number): number {
  const pivot = data[low]!
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
