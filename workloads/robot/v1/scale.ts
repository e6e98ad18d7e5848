/** Encoder counts in a millimetre. */
const countsPerMillimetre = 1000
/** Floating-point arithmetic must not decide between two counts; shorter than any difference of two lengths that occur. */
const hair = 1e-7

/** Millimetres. */
export function toLength(counts: number): number {
  return counts / countsPerMillimetre
}

/** The nearest count; of two equally near, the upper. */
export function toCounts(length: number): number {
  return Math.floor(length * countsPerMillimetre + 0.5 + hair)
}

/** As many counts as the length holds. */
export function wholeCounts(length: number): number {
  return Math.floor(length * countsPerMillimetre + hair)
}
