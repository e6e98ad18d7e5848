import { estimateTrend, type Trend } from '../stats/trend.ts'
import { median } from '../stats/median.ts'
import type { SoakRecord, SoakRound } from './record.ts'

/** Figures of which it is asked whether they change from update to update. */
const figures = ['heapBytes', 'externalBytes', 'residentBytes', 'capacity', 'updateMs', 'serviceGapMs'] as const

export type GrowthFigure = (typeof figures)[number]

/** Change from update to update, by the later half of them. */
export interface Growth extends Trend {
  /** The same by the earlier half; null where there were too few. What gets less is a program that settles. */
  readonly earlier: number | null
}

/** A soak beside its control: the same program under the same load for as long, and never updated. */
export interface SoakResult extends SoakRecord {
  readonly control: readonly SoakRound[]
  /** By how much each figure grows an update, over the control; null where there were too few updates to tell. */
  readonly growth: Readonly<Record<GrowthFigure, Growth | null>>
  /** Speed in the rounds that count, ÷ that before the first update, and ÷ the control's in the same rounds; null where there are none. */
  readonly speed: { readonly overFirst: number; readonly overControl: number } | null
}

/** Puts a soak and its control together. */
export function completeSoak(soak: SoakRecord, control: readonly SoakRound[]): SoakResult {
  const halves = splitRounds(soak.rounds)
  const growth = figures.map((figure) => [figure, estimateGrowth(halves, control, figure)])
  return {
    ...soak,
    control,
    growth: Object.fromEntries(growth) as SoakResult['growth'],
    speed: measureSpeed(soak.rounds, halves.later, control),
  }
}

interface Halves {
  readonly earlier: readonly SoakRound[]
  readonly later: readonly SoakRound[]
}

/**
 * A program that has been updated for the first few times is not at rest: what is new is compiled, optimised and given
 * room, until as much is let go of as is added. So it is the later half of the updates that counts.
 */
function splitRounds(rounds: readonly SoakRound[]): Halves {
  const completed = rounds.filter(({ outcome }) => outcome === 'completed')
  const half = Math.floor(completed.length / 2)
  return { earlier: completed.slice(0, half), later: completed.slice(half) }
}

function estimateGrowth(
  { earlier, later }: Halves,
  control: readonly SoakRound[],
  figure: GrowthFigure,
): Growth | null {
  const trend = estimate(later, control, figure)
  if (trend === undefined) return null
  return { ...trend, earlier: estimate(earlier, control, figure)?.slope ?? null }
}

/** Releases differ in what they need, so only rounds with the same one in force are compared. */
function estimate(
  rounds: readonly SoakRound[],
  control: readonly SoakRound[],
  figure: GrowthFigure,
): Trend | undefined {
  const series = [...Map.groupBy(rounds, ({ release }) => release).values()]
  return estimateTrend(series.map((some) => some.map((round) => getPoint(round, control[round.number], figure))))
}

function getPoint(round: SoakRound, control: SoakRound | undefined, figure: GrowthFigure): { x: number; y: number } {
  return { x: round.number, y: (round[figure] ?? 0) - (control?.[figure] ?? 0) }
}

function measureSpeed(
  all: readonly SoakRound[],
  rounds: readonly SoakRound[],
  control: readonly SoakRound[],
): SoakResult['speed'] {
  const first = all[0]?.capacity ?? 0
  const beside = rounds.flatMap(({ number }) => control[number]?.capacity ?? [])
  if (rounds.length === 0 || beside.length === 0 || first === 0 || median(beside) === 0) return null
  const speed = median(rounds.map(({ capacity }) => capacity))
  return { overFirst: speed / first, overControl: speed / median(beside) }
}
