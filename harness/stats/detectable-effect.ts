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
export function getDetectableShift(differences: readonly number[], options?: DetectionOptions): number {
  const n = differences.length
  return n < 2 ? Infinity : predictDetectableShift(n, sampleStandardDeviation([...differences]), options)
}

function predictDetectableShift(
  n: number,
  deviation: number,
  { alpha = 0.05, power = 0.8 }: DetectionOptions = {},
): number {
  const factor = getTQuantile(1 - alpha / 2, n - 1) + getTQuantile(power, n - 1)
  return (factor * deviation) / Math.sqrt(n)
}

/** The same of logarithms of ratios, as a relative effect: 0.05 is 5 %. */
export function getDetectableEffect(logRatios: readonly number[], options?: DetectionOptions): number {
  return Math.expm1(getDetectableShift(logRatios, options))
}

/** What so many blocks would find, before they are run: `spread` is the standard deviation of the logarithms of the ratios. */
export function predictDetectableEffect(blocks: number, spread: number, options?: DetectionOptions): number {
  return blocks < 2 ? Infinity : Math.expm1(predictDetectableShift(blocks, spread, options))
}
