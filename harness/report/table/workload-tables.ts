import { describeAllowance, formatShare } from '../allowance.ts'
import { nameStrategy } from '../cells.ts'
import { formatDeadlines, totalDeadlines } from '../deadlines.ts'
import { formatNumber } from '../format.ts'
import { alignTable } from './align-table.ts'
import type { Cell } from './cell.ts'
import { columns } from './columns.ts'
import { judgedMetrics } from './judged-metrics.ts'
import { describeJudgement } from './judgement-text.ts'
import type { Notes } from './notes.ts'

/** All tables of one workload. */
export function describeWorkload(workload: string, cells: readonly Cell[], notes: Notes): string[] {
  const updates = Map.groupBy(cells, ({ update }) => update)
  return [
    `### ${workload}`,
    describeOutcomes(cells, [...updates.keys()], notes),
    ...describeAllowances(cells, [...updates.keys()]),
    ...describeMissedDeadlines(cells),
    ...[...updates.values()].flatMap((own) => describeUpdate(own, notes)),
  ]
}

/** Strategies × updates. */
function describeOutcomes(cells: readonly Cell[], updates: readonly string[], notes: Notes): string {
  const rows = Map.groupBy(cells, nameStrategy)
  const lines = [...rows].map(([name, own]) => [
    name,
    ...updates.map((update) =>
      describeOutcome(
        own.find((cell) => cell.update === update),
        notes,
      ),
    ),
  ])
  return alignTable([['strategy', ...updates], ...lines])
}

function describeOutcome(cell: Cell | undefined, notes: Notes): string {
  if (cell === undefined) return ''
  return `${cell.measured}${cell.contradiction === undefined ? '' : ` (${cell.claimed})`}${notes.markContradiction(cell)}`
}

/** Strategies × updates: what part of what is allowed for a year one update costs. */
function describeAllowances(cells: readonly Cell[], updates: readonly string[]): string[] {
  const [allowance] = cells.flatMap((cell) => cell.allowance ?? [])
  if (allowance === undefined) return []
  const rows = Map.groupBy(cells, nameStrategy)
  const lines = [...rows].map(([name, own]) => [
    name,
    ...updates.map((update) => {
      const share = own.find((cell) => cell.update === update)?.allowance?.share
      return share === undefined ? '' : formatShare(share)
    }),
  ])
  return [
    `What one update costs of the downtime that is allowed for a year (${describeAllowance(allowance)}); at least, where the service was still down when the horizon ended:`,
    alignTable([['strategy', ...updates], ...lines]),
  ]
}

/** A machine that is not idle makes the null update late too, so it stands beside. */
function describeMissedDeadlines(cells: readonly Cell[]): string[] {
  const timed = cells.flatMap((cell) => (cell.deadlines === undefined ? [] : [{ cell, deadlines: cell.deadlines }]))
  const [first] = timed
  if (first === undefined) return []
  const lines = timed.map(({ cell, deadlines: { own, control } }) => [
    cell.update,
    nameStrategy(cell),
    ...[own.before, own.during, own.after].map(formatDeadlines),
    control === undefined ? '' : formatDeadlines(totalDeadlines(control)),
  ])
  return [
    `Deadlines of ${first.deadlines.ms} ms that were missed, of those that there were, in all trials together:`,
    alignTable([['update', 'strategy', 'before', 'during', 'after', 'its null update'], ...lines]),
  ]
}

function describeUpdate(cells: readonly Cell[], notes: Notes): string[] {
  const [first] = cells
  if (first === undefined) return []
  const resolution = cells.find(({ metrics }) => metrics !== undefined)?.metrics?.resolutionMs
  const known = resolution === undefined ? '' : `; times are known to ± ${resolution.toPrecision(2)} ms`
  return [
    `#### ${first.workload}/${first.update}`,
    `${first.from} → ${first.to}: ${first.changes.join(', ')}${known}`,
    describeMedians(cells, notes),
    ...describeJudgements(cells),
    ...describeBounds(cells),
  ]
}

function describeMedians(cells: readonly Cell[], notes: Notes): string {
  const shown = columns.filter(({ isJudged }) => isJudged !== true)
  const header = ['strategy', 'measured', 'claimed', ...shown.map(({ title }) => title), 'trials with violations']
  const rows = cells.map((cell) => [
    `${nameStrategy(cell)}${notes.markWarnings(cell)}`,
    `${cell.measured}${notes.markContradiction(cell)}`,
    cell.claimed ?? '',
    ...shown.map(({ value, format }) => formatValue(value(cell), format)),
    describeViolating(cell),
  ])
  return alignTable([header, ...rows])
}

function formatValue(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '' : format(value)
}

/** `0 of 15 (≤ 18 %)`: none seen only bounds the rate. */
function describeViolating({ violating: { trials, of, rateBelow } }: Cell): string {
  if (of === 0) return ''
  return `${trials} of ${of}${rateBelow === undefined ? '' : ` (≤ ${formatNumber(Math.ceil(rateBelow * 1000) / 10)} %)`}`
}

/** Strategies × figures, each against its control. */
function describeJudgements(cells: readonly Cell[]): string[] {
  const judged = cells.filter(({ judgements }) => Object.keys(judgements).length > 0)
  const shown = judgedMetrics.filter(({ key }) => judged.some(({ judgements }) => Object.hasOwn(judgements, key)))
  if (shown.length === 0) return []
  const header = ['strategy', 'n', ...shown.map(({ title, unit }) => (unit === '' ? title : `${title}, ${unit}`))]
  const rows = judged.map((cell) => {
    const n = Math.max(...Object.values(cell.judgements).map((each) => each.n))
    return [
      nameStrategy(cell),
      String(n),
      ...shown.map((metric) => {
        const judgement = cell.judgements[metric.key]
        return judgement === undefined ? '' : describeJudgement(judgement, metric, n)
      }),
    ]
  })
  return [alignTable([header, ...rows])]
}

function describeBounds(cells: readonly Cell[]): string[] {
  const lines = cells.flatMap((cell) =>
    cell.bounds.map(
      ({ quantile, n, updateMs, downtimeMs }) =>
        `- ${nameStrategy(cell)}: ${formatNumber(quantile * 100)} % of updates take ≤ ${formatNumber(updateMs)} ms, and cost ≤ ${formatNumber(downtimeMs)} ms of downtime (n = ${n})`,
    ),
  )
  return lines.length === 0 ? [] : [lines.join('\n')]
}
