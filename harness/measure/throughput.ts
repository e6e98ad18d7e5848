import type { Metrics, Rates } from '../store/record.ts'
import { getComparedWindows, locateWindows, sum } from './rate-windows.ts'

export type Throughput = Pick<Metrics, 'efficiency' | 'updateWindowEfficiency' | 'depth' | 'lostWork'>

/** Moments relative to the update command; null where there was none. */
interface UpdateTimes {
  readonly loadMs: number | null
  readonly updateMs: number | null
}

/**
 * Good replies X of a trial against X₀, those of its null update, both from their commands on.
 *
 * X₀ varies from window to window by itself. So `depth` and `lostWork` take its mean over the horizon, and `lostWork` is
 * less what the null update itself lacks where it is below that mean: 0 on average without an effect, if not always
 * above 0.
 */
export function compareThroughput(rates: Rates, control: Rates, horizonMs: number, times: UpdateTimes): Throughput {
  const [own, normal] = trimToShorter(getComparedWindows(rates, horizonMs), getComparedWindows(control, horizonMs))
  const level = sum(normal) / normal.length
  if (!(level > 0)) return { efficiency: null, updateWindowEfficiency: null, depth: null, lostWork: null }
  return {
    efficiency: getEfficiency(rates, control, horizonMs),
    updateWindowEfficiency: getUpdateWindowEfficiency(rates, control, horizonMs, times),
    depth: Math.max(0, 1 - Math.min(...own) / level),
    lostWork: getShortfall(own, level) - getShortfall(normal, level),
  }
}

function getEfficiency(rates: Rates, control: Rates, horizonMs: number): number | null {
  const [own, normal] = [locateWindows(rates, horizonMs), locateWindows(control, horizonMs)]
  const length = Math.min(own.end - own.first, normal.end - normal.first)
  return divide(sum(rates.good, own.first, own.first + length), sum(control.good, normal.first, normal.first + length))
}

/**
 * Over the fewest whole windows that cover [t_l, completion], against as many average ones of the control: for a short
 * update, a single one of its windows would be mostly noise. An update much shorter than a window shows diluted.
 */
function getUpdateWindowEfficiency(
  { startMs, commandMs, windowMs, good }: Rates,
  control: Rates,
  horizonMs: number,
  { loadMs, updateMs }: UpdateTimes,
): number | null {
  if (loadMs === null || updateMs === null || commandMs === undefined) return null
  const command = Math.round((commandMs - startMs) / windowMs)
  const first = command - Math.ceil(loadMs / windowMs)
  const end = Math.max(command + Math.ceil(updateMs / windowMs), first + 1)
  if (first < 0 || end > good.length) return null
  const normal = locateWindows(control, horizonMs)
  const level = sum(control.good, normal.first, normal.end) / (normal.end - normal.first) / control.windowMs
  return divide(sum(good, first, end), level * windowMs * (end - first))
}

/** The sum of (X₀ − X)⁺. */
function getShortfall(windows: readonly number[], level: number): number {
  return windows.reduce((total, good) => total + Math.max(0, level - good), 0)
}

function trimToShorter(a: readonly number[], b: readonly number[]): [readonly number[], readonly number[]] {
  const length = Math.min(a.length, b.length)
  return [a.slice(0, length), b.slice(0, length)]
}

function divide(dividend: number, divisor: number): number | null {
  return divisor > 0 ? dividend / divisor : null
}
