import { median } from '../../stats/median.ts'
import { formatNumber, formatRatio } from '../format.ts'
import { alignTable } from './align-table.ts'
import type { Cell } from './cell.ts'
import { publishedFigures, type PublishedFigure } from './measured-elsewhere.ts'

/** What others published of their systems, and beside it the nearest figure of each strategy here. */
export function describeMeasuredElsewhere(cells: readonly Cell[]): string {
  const rows = publishedFigures.map(({ system, figure, source, isUnverified, nearest }) => [
    system,
    figure,
    isUnverified === true ? `${source}; not verified` : source,
    nearest === undefined ? '' : describeOurs(nearest, cells),
  ])
  return alignTable([['system', 'published', 'source', 'here: medians over all updates that completed'], ...rows])
}

function describeOurs(
  { title, read, format }: NonNullable<PublishedFigure['nearest']>,
  cells: readonly Cell[],
): string {
  const strategies = Map.groupBy(
    cells.filter(({ marks, forced }) => marks.completed !== undefined && !forced),
    ({ strategy }) => strategy,
  )
  const medians = [...strategies].flatMap(([strategy, own]) => {
    const values = own.flatMap(({ metrics }) => (metrics === undefined ? [] : (read(metrics) ?? [])))
    return values.length === 0
      ? []
      : [`${strategy} ${format === 'ms' ? `${formatNumber(median(values))} ms` : formatRatio(median(values))}`]
  })
  return medians.length === 0 ? '' : `${title}: ${medians.join(', ')}`
}
