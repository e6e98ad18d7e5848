import { median } from './median.ts'
import { getCriticalValue } from './signed-rank.ts'

/** An estimate from n blocks, with its interval. */
export interface Estimate {
  readonly estimate: number
  readonly lower: number
  readonly upper: number
  /** Probability with which such intervals hold the truth: at least what was asked for, as T⁺ is discrete. */
  readonly coverage: number
  readonly n: number
}

/**
 * Hodges and Lehmann's estimate of where differences are centred: the median of the means of all pairs, each with itself
 * too. Its interval holds all values that Wilcoxon's signed-rank test would not reject (Hollander and Wolfe,
 * "Nonparametric Statistical Methods", 3.2 and 3.3). Where n is too small to reject any (below 6 at 95 %), the interval
 * is (−∞, ∞).
 */
export function estimateShift(differences: readonly number[], coverage = 0.95): Estimate {
  const means = getPairMeans(differences)
  const { t, probability } = getCriticalValue(differences.length, (1 - coverage) / 2)
  return {
    estimate: median(means),
    lower: means[t] ?? -Infinity,
    upper: t < 0 ? Infinity : means[means.length - 1 - t]!,
    coverage: 1 - 2 * probability,
    n: differences.length,
  }
}

/**
 * The ratio of a strategy to the control of its block, over n blocks: the shift of the logarithms, as a ratio again.
 * A value that is 0 or less has no ratio: take `estimateShift` of the differences there.
 */
export function estimateRatio(ratios: readonly number[], coverage = 0.95): Estimate {
  const bad = ratios.find((ratio) => !(ratio > 0 && Number.isFinite(ratio)))
  if (bad !== undefined)
    throw new Error(`Expected ratios above 0, got ${bad}. Compare metrics that can be 0 by their differences.`)
  const shift = estimateShift(ratios.map(Math.log), coverage)
  return { ...shift, estimate: Math.exp(shift.estimate), lower: Math.exp(shift.lower), upper: Math.exp(shift.upper) }
}

/** In ascending order. */
function getPairMeans(values: readonly number[]): readonly number[] {
  const means = new Float64Array((values.length * (values.length + 1)) / 2)
  let size = 0
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j <= i; j++) means[size++] = (values[i]! + values[j]!) / 2
  }
  return Array.from(means.toSorted())
}
