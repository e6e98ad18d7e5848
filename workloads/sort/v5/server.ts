import type { Position, Reply, Request, Sort, Summary } from '../protocol.ts'
import { comparatorOf } from './comparators.ts'
import { countBatch, reportStatistics } from './statistics.ts'
import { keep, mergeSeries, valuesOf } from './series.ts'
import { findPlace } from './search.ts'
import { sortBy } from './sort-by.ts'
import { sort } from './sort.ts'
import { summarise } from './summary.ts'

export function serve(request: Request): Reply {
  switch (request.kind) {
    case 'store': {
      const sorted = sortValues(request.values)
      keep(request.series, sorted)
      return summarise(sorted)
    }
    case 'sort':
      return sortInOrder(request)
    case 'rank': {
      const values = valuesOf(request.series)
      return positionAt(values, findPlace(values, request.value))
    }
    case 'quantile': {
      const values = valuesOf(request.series)
      return positionAt(values, Math.floor((values.length * request.share) / 100))
    }
    case 'merge':
      return summarise(mergeSeries(request.first, request.second, request.into))
    case 'statistics':
      return reportStatistics()
  }
}

function sortInOrder({ values, order }: Sort): Summary {
  if (order === 'ascending') return summarise(sortValues(values))
  countBatch(values.length)
  return { ...summarise(sortBy(values, comparatorOf(order))), order }
}

function sortValues(values: Float64Array): readonly number[] {
  const data = values.slice()
  sort(data)
  countBatch(data.length)
  return Array.from(data)
}

function positionAt(values: readonly number[], place: number): Position {
  return { kind: 'position', place, value: values[place] ?? 0 }
}
