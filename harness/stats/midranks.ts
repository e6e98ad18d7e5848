/** The rank of each value, from 1; equal ones share the mean of their ranks. */
export function getMidranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]!)
  const ranks = values.map(() => 0)
  for (let first = 0; first < order.length;) {
    let next = first + 1
    while (next < order.length && values[order[next]!] === values[order[first]!]) next++
    for (const index of order.slice(first, next)) ranks[index] = (first + 1 + next) / 2
    first = next
  }
  return ranks
}
