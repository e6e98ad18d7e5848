/**
 * The least number of trials whose largest value bounds the `quantile` of all trials with the given confidence (Wilks
 * 1941): 29, 59 and 299 for 90, 95 and 99 % of updates at 95 %. No assumption is made on the distribution.
 */
export function getTrialsToBound(quantile: number, confidence = 0.95): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(quantile))
}

/**
 * A value that at least `quantile` of all trials do not exceed, with the given confidence: the smallest order statistic
 * that bounds it. Undefined where there are too few trials for any.
 */
export function boundQuantile(values: readonly number[], quantile: number, confidence = 0.95): number | undefined {
  if (values.length < getTrialsToBound(quantile, confidence)) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[getRank(values.length, quantile, confidence) - 1]
}

/** The least r with P(fewer than r of n values lie below the quantile) ≥ confidence; from 1. */
function getRank(n: number, quantile: number, confidence: number): number {
  // Term by term of the binomial distribution, in logarithms, as qⁿ may be too small for a number.
  let [below, logTerm] = [0, n * Math.log(1 - quantile)]
  for (let successes = 0; successes < n; successes++) {
    below += Math.exp(logTerm)
    if (below >= confidence) return successes + 1
    logTerm += Math.log(((n - successes) / (successes + 1)) * (quantile / (1 - quantile)))
  }
  return n
}
