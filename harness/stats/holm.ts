/**
 * P-values adjusted for being so many (Holm 1979), in the order given: rejecting those at most α keeps the chance of even
 * one wrong rejection at most α, however the tests depend on one another.
 */
export function adjustHolm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => pValues[a]! - pValues[b]!)
  const adjusted = [...pValues]
  let largest = 0
  for (const [place, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - place)))
    adjusted[index] = largest
  }
  return adjusted
}
