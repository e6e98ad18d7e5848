import { getNormalQuantile } from './distributions.ts'
import { median } from './median.ts'

interface Point {
  readonly x: number
  readonly y: number
}

/** By how much something changes with each step. */
export interface Trend {
  readonly slope: number
  readonly lower: number
  readonly upper: number
  /** The smallest change for each step, up or down, that would have been found in four of five cases. */
  readonly detectable: number
  /** Points that it rests on. */
  readonly n: number
}

/**
 * The trend that several series have in common, each at a level of its own: the median of the slopes of all pairs of
 * points of one series. This is the estimate of Theil and Sen, for one series; for several, that of Hirsch, Slack and
 * Smith ("Techniques of trend analysis for monthly water quality data", Water Resources Research 18, 1982), who take a
 * month of all years for a series. Single points far off do not move it. The interval is by ranks, with the normal
 * approximation of Kendall's S (Gilbert, "Statistical Methods for Environmental Pollution Monitoring", 1987, 16.4.2 and
 * 17.2), rounded outwards.
 * @returns undefined where there are too few points for an interval with ends
 */
export function estimateTrend(series: readonly (readonly Point[])[], coverage = 0.95, power = 0.8): Trend | undefined {
  const slopes = series.flatMap(listSlopes).toSorted((a, b) => a - b)
  const deviation = Math.sqrt(series.reduce((sum, { length: n }) => sum + (n * (n - 1) * (2 * n + 5)) / 18, 0))
  const z = getNormalQuantile(1 - (1 - coverage) / 2)
  const rank = Math.floor((slopes.length - z * deviation) / 2)
  if (rank < 1) return undefined
  const [lower, upper] = [slopes[rank - 1]!, slopes[slopes.length - rank]!]
  const slope = median(slopes)
  return {
    slope,
    lower,
    upper,
    detectable: (Math.max(upper - slope, slope - lower) * (z + getNormalQuantile(power))) / z,
    n: series.reduce((sum, { length }) => sum + length, 0),
  }
}

function listSlopes(points: readonly Point[]): number[] {
  return points.flatMap((a, index) =>
    points.slice(index + 1).flatMap((b) => (a.x === b.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  )
}
