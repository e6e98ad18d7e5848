import type { AssembledSet } from '../../store/assembled-set.ts'
import { formatNumber } from '../format.ts'
import { floorFigure, listSeries, nameSeries, type Series } from './series.ts'

/** One entry of github-action-benchmark's custom formats. */
interface Entry {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly range?: string
  readonly extra: string
}

/** Two lists, as its tools know one direction each: `customSmallerIsBetter` and `customBiggerIsBetter`. */
export function toGithubAction(set: AssembledSet): {
  readonly smaller: readonly Entry[]
  readonly bigger: readonly Entry[]
} {
  const series = listSeries(set)
  const pick = (better: Series['metric']['better']): Entry[] =>
    series.filter(({ metric }) => metric.better === better).map(toEntry)
  return { smaller: pick('lower'), bigger: pick('higher') }
}

function toEntry(series: Series): Entry {
  const { cell, metric, figure } = series
  const { estimate, lower, upper } = floorFigure(series)
  const half = (upper - lower) / 2
  return {
    name: `${nameSeries(cell)}/${metric.key}`,
    unit: metric.unit === '' ? 'ratio' : metric.unit,
    value: estimate,
    ...(Number.isFinite(half) ? { range: `± ${formatNumber(half)}` } : {}),
    extra: `n=${figure.n}`,
  }
}
