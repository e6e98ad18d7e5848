import { stringify } from 'csv-stringify/sync'
import { csvColumns } from './columns.ts'
import { describePoint } from '../../store/sweep-point.ts'
import type { Cell } from './cell.ts'
import type { Comparison } from './comparison.ts'
import { judgedMetrics } from './judged-metrics.ts'

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
    'violating_trials',
    'violating_rate_below',
    ...judgedMetrics.flatMap(({ key }) => judgementKeys.map((part) => `${key.replaceAll('-', '_')}_${part}`)),
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
    cell.violating.trials,
    cell.violating.rateBelow ?? '',
    ...judgedMetrics.flatMap(({ key }) => listJudgement(cell, key)),
  ])
  return stringify([header, ...rows])
}

const judgementKeys = ['n', 'estimate', 'lower', 'upper', 'p', 'verdict', 'detectable', 'letters'] as const

/** A bound that n is too small for is left empty. */
function listJudgement({ judgements }: Cell, metric: string): (string | number)[] {
  const judgement = judgements[metric]
  return judgementKeys.map((key) => {
    const value = judgement?.[key]
    return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? '' : value
  })
}
