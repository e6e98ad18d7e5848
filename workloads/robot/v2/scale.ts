/** Encoder counts in a metre. */
const countsPerMetre = 1_000_000
/** Floating-point arithmetic must not decide between two counts; shorter than any difference of two lengths that occur. */
const hair = 1e-7

/** Metres. */
export function toLength(counts: number): number {
  return counts / countsPerMetre
}

/** The nearest count; of two equally near, the upper. */
export function toCounts(length: number): number {
  return Math.floor(length * countsPerMetre + 0.5 + hair)
}

/** As many counts as the length holds. */
export function wholeCounts(length: number): number {
  return Math.floor(length * countsPerMetre + hair)
}
