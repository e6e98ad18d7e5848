import { formatNumber, formatRatio } from '../format.ts'
import type { Cell } from './cell.ts'

/** A measured column: how it is called for people and for programs, and what stands in it. */
export interface Column {
  readonly title: string
  readonly key: string
  readonly value: (cell: Cell) => number | null | undefined
  readonly format: (value: number) => string
  /** Markdown shows it judged, in the second table of an update. */
  readonly isJudged?: true
}

/** What the comparison shows of each cell. */
export const columns: readonly Column[] = [
  { title: 'n', key: 'n', value: ({ n }) => n, format: formatNumber },
  { title: 'downtime, ms', key: 'downtime_ms', value: ({ metrics }) => metrics?.downtimeMs, format: formatNumber },
  {
    title: 'gap over control, ms',
    key: 'service_gap_over_control_ms',
    value: ({ metrics }) => metrics?.serviceGapOverControlMs,
    format: formatNumber,
  },
  { title: 'update, ms', key: 'update_ms', value: ({ metrics }) => metrics?.updateMs, format: formatNumber },
  {
    title: 'efficiency',
    key: 'efficiency',
    value: ({ metrics }) => metrics?.efficiency,
    format: formatRatio,
    isJudged: true,
  },
  {
    title: 'v1 ÷ direct',
    key: 'steady_state_ratio',
    value: ({ metrics }) => metrics?.steadyStateRatio,
    format: formatRatio,
    isJudged: true,
  },
  {
    title: 'updated ÷ fresh',
    key: 'updated_steady_state_ratio',
    value: ({ metrics }) => metrics?.updatedSteadyStateRatio,
    format: formatRatio,
    isJudged: true,
  },
  {
    title: 'p99 during, ms',
    key: 'p99_during_ms',
    value: ({ metrics }) => metrics?.latency.during.p99,
    format: formatNumber,
  },
  { title: 'lost work', key: 'lost_work_requests', value: ({ metrics }) => metrics?.lostWork, format: formatNumber },
  {
    title: 'violations',
    key: 'violations',
    value: ({ violations, metrics }) => (metrics === undefined ? undefined : violations),
    format: formatNumber,
  },
  {
    title: 'heap ÷ direct',
    key: 'heap_ratio',
    value: ({ metrics }) => metrics?.heapRatio,
    format: formatRatio,
    isJudged: true,
  },
  { title: 'commands', key: 'commands', value: ({ effort }) => effort?.commands, format: formatNumber },
  { title: 'support lines', key: 'support_lines', value: ({ effort }) => effort?.supportLines, format: formatNumber },
  { title: 'decisions', key: 'decisions', value: ({ effort }) => effort?.decisions, format: formatNumber },
]

/** What Markdown leaves out, or shows in tables of its own as only some workloads have it. */
const csvOnly: readonly Pick<Column, 'key' | 'value'>[] = [
  { key: 'downtime_if_late_after_100_ms', value: ({ metrics }) => metrics?.downtimeByTau['100'] },
  { key: 'downtime_if_late_after_1000_ms', value: ({ metrics }) => metrics?.downtimeByTau['1000'] },
  { key: 'allowance_share', value: ({ allowance }) => allowance?.share },
  { key: 'deadlines_during', value: ({ deadlines }) => deadlines?.own.during.due },
  { key: 'deadlines_missed_during', value: ({ deadlines }) => deadlines?.own.during.missed },
  { key: 'deadlines_after', value: ({ deadlines }) => deadlines?.own.after.due },
  { key: 'deadlines_missed_after', value: ({ deadlines }) => deadlines?.own.after.missed },
]

/** All that the CSV file has. */
export const csvColumns = [...columns, ...csvOnly]
