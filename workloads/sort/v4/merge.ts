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
