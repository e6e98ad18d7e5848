import { describePoint } from '../../store/sweep-point.ts'
import type { Metrics } from '../../store/record.ts'
import { formatBytes, formatCount, formatNumber, formatRatio } from '../format.ts'
import type { Paint } from '../paint.ts'
import type { RunSummary } from '../run-summary.ts'

/** One point of a sweep, and what came of its trials. */
export interface SweepPoint {
  readonly point: Readonly<Record<string, number>>
  readonly summary: RunSummary
}

/** Cost against size: a line for each point of a sweep of one update. */
export function describeSweep(points: readonly [SweepPoint, ...SweepPoint[]], paint: Paint): string {
  const [{ summary }] = points
  const { strategy, workload, update, from, to, changes, n } = summary
  const names = Object.keys(points[0].point)
  const header = [...names, 'outcome', 'verdict', ...columns.map(({ title }) => title)]
  const rows = points.map(({ point, summary: { outcome, verdict, metrics } }) => [
    ...names.map((name) => formatNumber(point[name] ?? 0)),
    outcome,
    verdict,
    ...columns.map(({ value, format }) => (outcome === 'refused' ? '' : formatValue(value(metrics), format))),
  ])
  return `${[
    paint(
      'bold',
      `${strategy} updates ${workload}: ${update} (${from} → ${to}; ${changes.join(', ')}), by ${names.join(' and ')}`,
    ),
    `medians of ${formatCount(n, 'trial')} at each point`,
    '',
    ...alignRight([header, ...rows]),
    ...listRemarks(points, paint),
  ].join('\n')}\n`
}

interface Column {
  readonly title: string
  readonly value: (metrics: Metrics) => number | null
  readonly format: (value: number) => string
}

const columns: readonly Column[] = [
  { title: 'update, ms', value: ({ updateMs }) => updateMs, format: formatNumber },
  { title: 'load', value: ({ parts }) => parts.load, format: formatNumber },
  { title: 'wait', value: ({ parts }) => parts.wait, format: formatNumber },
  { title: 'pause', value: ({ parts }) => parts.pause, format: formatNumber },
  { title: 'transform', value: ({ parts }) => parts.transform, format: formatNumber },
  { title: 'switch', value: ({ parts }) => parts.switch, format: formatNumber },
  { title: 'gap, ms', value: ({ serviceGapMs }) => serviceGapMs, format: formatNumber },
  { title: 'downtime, ms', value: ({ downtimeMs }) => downtimeMs, format: formatNumber },
  { title: 'efficiency', value: ({ efficiency }) => efficiency, format: formatRatio },
  { title: 'v1 ÷ direct', value: ({ steadyStateRatio }) => steadyStateRatio, format: formatRatio },
  { title: 'heap', value: ({ heapPeakBytes }) => heapPeakBytes, format: formatBytes },
]

function formatValue(value: number | null, format: (value: number) => string): string {
  return value === null ? '' : format(value)
}

/** Numbers are compared by their ends. */
export function alignRight(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
}

/** Reasons, violations and warnings, each with the point at which it was met first. */
function listRemarks(points: readonly SweepPoint[], paint: Paint): string[] {
  const remarks = points.flatMap(({ point, summary: { reason, violations, warnings } }) => [
    ...(reason === undefined ? [] : [{ key: reason, text: reason, point }]),
    ...violations.examples
      .slice(0, 1)
      .map(({ kind, explanation }) => ({ key: kind, text: `${kind}: ${explanation}`, point })),
    ...warnings.map(({ code, message, remedy }) => ({ key: code, text: `${message} ${remedy}`, point })),
  ])
  const firsts = remarks.filter(({ key }, index) => remarks.findIndex((other) => other.key === key) === index)
  return firsts.map(({ text, point }) => `${paint('yellow', 'remark')}${describePoint(point)}: ${text}`)
}
