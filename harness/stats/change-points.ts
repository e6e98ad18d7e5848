import { getMidranks } from './midranks.ts'
import type { Lot } from './sign-flip.ts'

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number
  /** Of the test that found it, from permutations. */
  readonly p: number
}

export interface ChangePointOptions {
  readonly alpha?: number
  readonly permutations?: number
  /** The fewest values on either side: fewer are not told from outliers. */
  readonly least?: number
}

/**
 * Where a series changed its level: the split at which the Mann–Whitney statistic is largest (Hawkins and Deng 2010), if
 * chance seldom brings as large a one, and then again on both sides of each change found. P is from permutations. The
 * chance of finding something in a series that did not change is α: 1 %, as histories are looked at every night.
 */
export function findChangePoints(
  values: readonly number[],
  lot: Lot,
  { alpha = 0.01, permutations = 1999, least = 4 }: ChangePointOptions = {},
): ChangePoint[] {
  const options = { alpha, permutations, least }
  if (values.length < 2 * least) return []
  const { at, statistic } = getLargest(getMidranks(values), least)
  const p = permute(values, statistic, lot, options)
  if (p > alpha) return []
  const before = findChangePoints(values.slice(0, at), lot, options)
  const after = findChangePoints(values.slice(at), lot, options)
  return [...before, { at, p }, ...after.map((change) => ({ ...change, at: change.at + at }))]
}

/**
 * The split at which values before and after it differ most by their ranks, as a standard normal deviate: 0 on average,
 * whatever the place, so that a change near an end counts as much as one in the middle.
 */
export function getLargest(
  ranks: readonly number[],
  least: number,
): { readonly at: number; readonly statistic: number } {
  const n = ranks.length
  let [sum, at, statistic] = [0, least, 0]
  for (let t = 1; t <= n - least; t++) {
    sum += ranks[t - 1]!
    const size = Math.abs(2 * sum - t * (n + 1)) / Math.sqrt((t * (n - t) * (n + 1)) / 3)
    if (t >= least && size > statistic) [at, statistic] = [t, size]
  }
  return { at, statistic }
}

function permute(
  values: readonly number[],
  statistic: number,
  lot: Lot,
  { permutations, least }: Required<ChangePointOptions>,
): number {
  const ranks = getMidranks(values)
  let reached = 1
  for (let permutation = 0; permutation < permutations; permutation++) {
    shuffle(ranks, lot)
    if (getLargest(ranks, least).statistic >= statistic) reached++
  }
  return reached / (permutations + 1)
}

/** In place (Fisher and Yates). */
function shuffle(values: number[], lot: Lot): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = lot.below(last + 1)
    ;[values[last], values[other]] = [values[other]!, values[last]!]
  }
}
