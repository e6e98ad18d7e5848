import { Random } from '../../load/random.ts'
import { findChangePoints } from '../../stats/change-points.ts'
import { median } from '../../stats/median.ts'
import type { AssembledSet } from '../../store/assembled-set.ts'
import { gatedMetrics } from '../gated-metrics.ts'
import { listSeries, nameSeries } from '../export/series.ts'

export const historySchema = 'on-the-fly-bench/history/1'

/** One line of a history: a commit's figures, from one result set. */
export interface HistoryLine {
  readonly schema: typeof historySchema
  readonly commit: string
  readonly dirty: boolean
  /** Start of the set's first trial, UTC. */
  readonly at: string
  readonly set: string
  readonly plan: string
  readonly figures: readonly HistoryFigure[]
}

interface HistoryFigure {
  /** `router/podus/checksum` */
  readonly cell: string
  readonly metric: string
  readonly value: number
  /** Null where n is too small for an interval. */
  readonly lower: number | null
  readonly upper: number | null
  readonly n: number
}

/** Only what has a control is kept: the rest would change with the machine. */
export function createHistoryLine(name: string, set: AssembledSet): HistoryLine {
  const first = set.trials.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))[0]
  const series = listSeries(set).filter(({ metric }) => !metric.isAbsolute)
  return {
    schema: historySchema,
    commit: first?.environment.commit ?? 'unknown',
    dirty: set.trials.some(({ environment }) => environment.dirty),
    at: first?.startedAt ?? '',
    set: name,
    plan: set.plan.hash,
    figures: series.map(({ cell, metric, figure: { estimate, lower, upper, n } }) => ({
      cell: nameSeries(cell),
      metric: metric.key,
      value: estimate,
      lower: Number.isFinite(lower) && lower > 0 ? lower : null,
      upper: Number.isFinite(upper) ? upper : null,
      n,
    })),
  }
}

/** One figure of one cell through the commits. */
export interface SeriesHistory {
  readonly cell: string
  readonly metric: string
  readonly values: readonly number[]
  readonly changes: readonly HistoryChange[]
}

export interface HistoryChange {
  /** The first commit with the new level. */
  readonly commit: string
  readonly at: string
  /** Medians of what lies between this change and its neighbours. */
  readonly before: number
  readonly after: number
  readonly isBetter: boolean
}

/** @param lines in the order in which they were appended */
export function describeHistory(lines: readonly HistoryLine[]): SeriesHistory[] {
  const points = lines.flatMap((line) => line.figures.map((figure) => ({ line, figure })))
  const series = Map.groupBy(points, ({ figure: { cell, metric } }) => `${cell}\0${metric}`)
  return [...series.values()].map((own) => describeSeries(own))
}

type Point = { readonly line: HistoryLine; readonly figure: HistoryFigure }

function describeSeries(points: readonly Point[]): SeriesHistory {
  const { cell = '', metric = '' } = points[0]?.figure ?? {}
  const values = points.map(({ figure }) => figure.value)
  const places = findChangePoints(values, new Random().reseed(1, values.length))
  const changes = places.map((place, index): HistoryChange => {
    const before = median(values.slice(places[index - 1] ?? 0, place))
    const after = median(values.slice(place, places[index + 1] ?? values.length))
    const higher = gatedMetrics.find(({ key }) => key === metric)?.better === 'higher'
    const { commit = '', at = '' } = points[place]?.line ?? {}
    return { commit, at, before, after, isBetter: after > before === higher }
  })
  return { cell, metric, values, changes }
}
