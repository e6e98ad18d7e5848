import { getNormalQuantile } from './distributions.ts'
import { getMidranks } from './midranks.ts'
import type { Lot } from './sign-flip.ts'

export interface ChangePointOptions {
  readonly alpha?: number
  readonly permutations?: number
  /** The fewest values between two changes. At 1 %, five against five is the least that can tell. */
  readonly least?: number
}

type Settings = Required<ChangePointOptions>

/**
 * Where a series changed its level, as indices of the first values after a change. Circular binary segmentation (Olshen
 * and others 2004), by ranks: the stretch that differs most from all else, if chance seldom brings as different a one, and
 * then again within each part; a stretch, as a regression and its repair otherwise hide each other. Last, a change
 * between neighbours that do not differ is dropped. In a series that did not change something is found with
 * probability α: 1 %, as histories are looked at every night.
 */
export function findChangePoints(
  values: readonly number[],
  lot: Lot,
  { alpha = 0.01, permutations = 999, least = 5 }: ChangePointOptions = {},
): number[] {
  const settings = { alpha, permutations, least }
  return prune(values, segment(values, 0, lot, settings), settings)
}

function segment(values: readonly number[], offset: number, lot: Lot, settings: Settings): number[] {
  if (values.length < 2 * settings.least) return []
  const { from, to, statistic } = findStretch(getMidranks(values), settings.least)
  if (!isRare(values, statistic, lot, settings)) return []
  const edges = [from, to].filter((edge) => edge > 0 && edge < values.length)
  return [0, ...edges].flatMap((start, part) => {
    const within = segment(values.slice(start, edges[part] ?? values.length), offset + start, lot, settings)
    return start === 0 ? within : [offset + start, ...within]
  })
}

export interface Stretch {
  readonly from: number
  /** The first index after it. */
  readonly to: number
  /** How much its ranks differ from the others', as a standard normal deviate. */
  readonly statistic: number
}

/** The stretch that differs most; it, what is before it and what is after it have `least` values, or none. */
export function findStretch(ranks: readonly number[], least: number): Stretch {
  const n = ranks.length
  const sums = [0]
  for (const rank of ranks) sums.push(sums.at(-1)! + rank - (n + 1) / 2)
  let best = { from: 0, to: least, statistic: 0 }
  for (let from = 0; from <= n - least; from = from === 0 ? least : from + 1) {
    for (let to = from + least; to <= n; to = to < n && to + 1 > n - least ? n : to + 1) {
      const size = to - from
      if (n - size < least || (to < n && n - to < least)) continue
      const statistic = Math.abs(sums[to]! - sums[from]!) / Math.sqrt((size * (n - size) * (n + 1)) / 12)
      if (statistic > best.statistic) best = { from, to, statistic }
    }
  }
  return best
}

/** Whether fewer than a share α of all orders have as different a stretch; stops as soon as it knows that they do not. */
function isRare(
  values: readonly number[],
  statistic: number,
  lot: Lot,
  { alpha, permutations, least }: Settings,
): boolean {
  const ranks = getMidranks(values)
  let reached = 1
  for (let permutation = 0; permutation < permutations && reached <= alpha * (permutations + 1); permutation++) {
    shuffle(ranks, lot)
    if (findStretch(ranks, least).statistic >= statistic) reached++
  }
  return reached <= alpha * (permutations + 1)
}

/** In place (Fisher and Yates). */
function shuffle(values: number[], lot: Lot): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = lot.below(last + 1)
    ;[values[last], values[other]] = [values[other]!, values[last]!]
  }
}

/** Drops the least of the changes for as long as it is none. */
function prune(values: readonly number[], changes: readonly number[], settings: Settings): number[] {
  const deviates = changes.map((at, index) =>
    compareNeighbours(
      values.slice(changes[index - 1] ?? 0, changes[index + 1] ?? values.length),
      at - (changes[index - 1] ?? 0),
    ),
  )
  const least = Math.min(...deviates)
  if (least >= getNormalQuantile(1 - settings.alpha / 2)) return [...changes]
  return prune(values, changes.toSpliced(deviates.indexOf(least), 1), settings)
}

/** Mann and Whitney's statistic, as a standard normal deviate. */
function compareNeighbours(values: readonly number[], first: number): number {
  const n = values.length
  const sum = getMidranks(values)
    .slice(0, first)
    .reduce((total, rank) => total + rank - (n + 1) / 2, 0)
  return Math.abs(sum) / Math.sqrt((first * (n - first) * (n + 1)) / 12)
}
