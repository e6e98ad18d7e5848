import { sampleStandardDeviation } from 'simple-statistics'
import { getTQuantile } from './distributions.ts'

export interface DetectionOptions {
  /** Level of the test; two-sided. */
  readonly alpha?: number
  /** 1 − β: how surely an effect of that size would be found. */
  readonly power?: number
}

/**
 * The smallest shift that a paired test of so many differences finds with the given power (80 %): (t₁₋α/₂ + t₁₋β)·s/√n.
 * Infinite for fewer than two. To be printed beside every "no difference".
 */
export function getDetectableShift(
  differences: readonly number[],
  { alpha = 0.05, power = 0.8 }: DetectionOptions = {},
): number {
  const n = differences.length
  if (n < 2) return Infinity
  const factor = getTQuantile(1 - alpha / 2, n - 1) + getTQuantile(power, n - 1)
  return (factor * sampleStandardDeviation([...differences])) / Math.sqrt(n)
}

/** The same of logarithms of ratios, as a relative effect: 0.05 is 5 %. */
export function getDetectableEffect(logRatios: readonly number[], options?: DetectionOptions): number {
  return Math.expm1(getDetectableShift(logRatios, options))
}
