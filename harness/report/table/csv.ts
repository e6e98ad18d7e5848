import { stringify } from 'csv-stringify/sync'
import { describePoint } from '../../store/sweep-point.ts'
import { csvColumns } from './columns.ts'
import type { Comparison } from './comparison.ts'

/** One row a cell; figures in full, empty where there is none. */
export function toCsv({ cells }: Comparison): string {
  const header = [
    'workload',
    'update',
    'from',
    'to',
    'changes',
    'strategy',
    'forced',
    'measured',
    'claimed',
    'contradiction',
    ...csvColumns.map(({ key }) => key),
    'point',
  ]
  const rows = cells.map((cell) => [
    cell.workload,
    cell.update,
    cell.from,
    cell.to,
    cell.changes.join(' '),
    cell.strategy,
    String(cell.forced),
    cell.measured,
    cell.claimed ?? '',
    cell.contradiction ?? '',
    ...csvColumns.map(({ value }) => value(cell) ?? ''),
    describePoint(cell.point).trim(),
  ])
  return stringify([header, ...rows])
}
