import type { AssembledSet } from '../../store/assembled-set.ts'
import { floorFigure, listSeries, nameSeries, type Series } from './series.ts'

interface Measure {
  readonly value: number
  readonly lower_value?: number
  readonly upper_value?: number
}

/** Bencher Metric Format: by benchmark, by measure. */
export function toBencher(set: AssembledSet): Record<string, Record<string, Measure>> {
  const benchmarks = Map.groupBy(listSeries(set), ({ cell }) => nameSeries(cell))
  return Object.fromEntries(
    [...benchmarks].map(([name, series]) => [
      name,
      Object.fromEntries(series.map((each) => [each.metric.key, toMeasure(each)])),
    ]),
  )
}

/** Without bounds where there are too few blocks for any: JSON has no infinity. */
function toMeasure(series: Series): Measure {
  const { estimate, lower, upper } = floorFigure(series)
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return { value: estimate }
  return { value: estimate, lower_value: lower, upper_value: upper }
}
