import { formatDuration, formatNumber } from '../../report/format.ts'
import type { ExplorationReport } from '../../explore/report.ts'
import type { Terminal } from '../terminal.ts'
import { alignColumns } from '../text-table.ts'
import { describeExploration } from './explore-text.ts'
import { isFinding, type ExploredUpdate } from './explored-update.ts'

/** Of many explorations: a row for each strategy, and in full what neither its claims nor its deviations say. */
export function describeSummary(explored: readonly ExploredUpdate[], tookMs: number, terminal: Terminal): string {
  const strategies = [...new Set(explored.map(({ strategy }) => strategy))]
  const rows = strategies.map((name) =>
    toRow(
      name,
      explored.filter(({ strategy }) => strategy === name),
    ),
  )
  const [head = '', ...lines] = alignColumns([header, ...rows])
  const findings = explored.filter(isFinding)
  const points = explored.reduce((sum, { report }) => sum + (report?.points ?? 0), 0)
  return [
    terminal.paint('bold', head),
    ...lines,
    '',
    `${formatNumber(points)} points in ${formatDuration(tookMs)}: ${formatNumber((points / tookMs) * 1000)} a second.`,
    findings.length === 0
      ? 'Nothing was found that claims and deviations do not say.'
      : `Found, and said by neither claims nor deviations: ${findings.length}.`,
    '',
    ...findings.map((finding) => describeExploration(finding, terminal)),
  ].join('\n')
}

const header = [
  'strategy',
  'updates',
  'refused',
  'points',
  'runs',
  'completed',
  'later',
  'stalled',
  'failed',
  'violated',
  'as said',
  'thread time',
]

function toRow(strategy: string, explored: readonly ExploredUpdate[]): string[] {
  const reports = explored.flatMap(({ report }) => report ?? [])
  const sum = (read: (report: ExplorationReport) => number): string =>
    formatNumber(reports.reduce((total, report) => total + read(report), 0))
  return [
    strategy,
    String(explored.length),
    String(explored.filter(({ refused }) => refused !== undefined).length),
    sum(({ points }) => points),
    sum(({ runs }) => runs),
    sum(({ completed }) => completed),
    sum(({ delayed }) => delayed),
    sum(({ stalled }) => stalled),
    sum(({ failed }) => failed),
    sum(({ violated }) => violated),
    explored.some(isFinding) ? `no: ${explored.filter(isFinding).length}` : 'yes',
    formatDuration(explored.reduce((total, { busyMs }) => total + busyMs, 0)),
  ]
}
