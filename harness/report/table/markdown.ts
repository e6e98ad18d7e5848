import { describeAllowance, formatShare } from '../allowance.ts'
import { formatDeadlines, totalDeadlines } from '../deadlines.ts'
import { formatCount } from '../format.ts'
import type { Cell } from './cell.ts'
import { columns } from './columns.ts'
import type { Comparison } from './comparison.ts'
import { Footnotes } from './footnotes.ts'
import { legend } from './marks.ts'
import { describePoint } from '../../store/sweep-point.ts'
import { alignTable } from './align-table.ts'
import type { Source } from './source.ts'

/** The comparison as Markdown that also reads well as it stands. */
export function toMarkdown(comparison: Comparison): string {
  const footnotes = new Footnotes()
  const workloads = Map.groupBy(comparison.cells, ({ workload }) => workload)
  const sections = [
    '# Comparison',
    describeSource(comparison.source),
    ...describeProblems(comparison.problems),
    ...describeVoids(comparison.voids),
    '## What is claimed',
    'Table A of the survey (Segal and Frieder 1993); controls are not in it.',
    describeProfiles(comparison.claims),
    '## What was measured',
    `${legend}. In parentheses: what is claimed, where that is something else. Figures are medians of n trials.`,
    ...[...workloads].flatMap(([workload, cells]) => describeWorkload(workload, cells, footnotes)),
  ]
  const notes = footnotes.list()
  return `${[...sections, ...(notes.length === 0 ? [] : ['## Claims that the measurements contradict', notes.join('\n\n')])].join('\n\n')}\n`
}

function describeSource({ set, plan, trials, planned, machines, commits, from, to }: Source): string {
  const done = trials === planned ? formatCount(trials, 'trial') : `${trials} of ${formatCount(planned, 'trial')}`
  return [
    `Result set \`${set}\` (plan ${plan}): ${done}, ${from} to ${to}.`,
    ...machines.map((machine) => `Machine ${machine}.`),
    `Sources: ${commits.join(', ')}.`,
  ].join('\n')
}

function describeProblems(problems: readonly string[]): string[] {
  if (problems.length === 0) return []
  return [
    `**${formatCount(problems.length, 'thing')} in the set could not be used:**`,
    problems.map((problem) => `- ${problem}`).join('\n'),
  ]
}

function describeVoids(voids: readonly string[]): string[] {
  if (voids.length === 0) return []
  return [
    `**${formatCount(voids.length, 'block')} left out by the rules fixed in the plan, as the machine did not keep still:**`,
    voids.map((text) => `- ${text}`).join('\n'),
  ]
}

const profileColumns = [
  'type',
  'hardware',
  'support',
  'distributed',
  'granularity',
  'changes',
  'intervention',
  'updateTime',
  'limitation',
] as const

const profileTitles: Readonly<Record<(typeof profileColumns)[number], string>> = {
  type: 'type',
  hardware: 'hardware',
  support: 'support needed',
  distributed: 'distributed',
  granularity: 'granularity',
  changes: 'changes supported',
  intervention: 'human intervention',
  updateTime: 'update time',
  limitation: 'main limitation',
}

function describeProfiles(claims: Comparison['claims']): string {
  const header = ['strategy', ...profileColumns.map((column) => profileTitles[column])]
  return alignTable([
    header,
    ...claims.map(({ name, profile }) => [name, ...profileColumns.map((column) => profile[column] ?? '')]),
  ])
}

function describeWorkload(workload: string, cells: readonly Cell[], footnotes: Footnotes): string[] {
  const updates = Map.groupBy(cells, ({ update }) => update)
  return [
    `### ${workload}`,
    describeOutcomes(cells, [...updates.keys()], footnotes),
    ...describeAllowances(cells, [...updates.keys()]),
    ...describeMissedDeadlines(cells),
    ...[...updates].flatMap(([update, own]) => describeUpdate(update, own, footnotes)),
  ]
}

/** Strategies × updates. */
function describeOutcomes(cells: readonly Cell[], updates: readonly string[], footnotes: Footnotes): string {
  const rows = Map.groupBy(cells, nameRow)
  const lines = [...rows].map(([name, own]) => [
    name,
    ...updates.map((update) =>
      describeOutcome(
        own.find((cell) => cell.update === update),
        footnotes,
      ),
    ),
  ])
  return alignTable([['strategy', ...updates], ...lines])
}

/** Strategies × updates: what part of what is allowed for a year one update costs. */
function describeAllowances(cells: readonly Cell[], updates: readonly string[]): string[] {
  const [allowance] = cells.flatMap((cell) => cell.allowance ?? [])
  if (allowance === undefined) return []
  const rows = Map.groupBy(cells, nameRow)
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
    nameRow(cell),
    ...[own.before, own.during, own.after].map(formatDeadlines),
    control === undefined ? '' : formatDeadlines(totalDeadlines(control)),
  ])
  return [
    `Deadlines of ${first.deadlines.ms} ms that were missed, of those that there were, in all trials together:`,
    alignTable([['update', 'strategy', 'before', 'during', 'after', 'its null update'], ...lines]),
  ]
}

function nameRow({ strategy, forced, point }: Cell): string {
  return `${strategy}${forced ? ' (forced)' : ''}${describePoint(point)}`
}

function describeOutcome(cell: Cell | undefined, footnotes: Footnotes): string {
  if (cell === undefined) return ''
  return `${cell.measured}${cell.contradiction === undefined ? '' : ` (${cell.claimed})`}${footnotes.mark(cell)}`
}

function describeUpdate(update: string, cells: readonly Cell[], footnotes: Footnotes): string[] {
  const [{ from, to, changes, metrics } = { from: '', to: '', changes: [], metrics: undefined }] = cells
  const resolution = (metrics ?? cells.find((cell) => cell.metrics !== undefined)?.metrics)?.resolutionMs
  const header = ['strategy', 'measured', 'claimed', ...columns.map(({ title }) => title)]
  const rows = cells.map((cell) => [
    nameRow(cell),
    `${cell.measured}${footnotes.mark(cell)}`,
    cell.claimed ?? '',
    ...columns.map(({ value, format }) => formatValue(value(cell), format)),
  ])
  const known = resolution === undefined ? '' : `; times are known to ± ${resolution.toPrecision(2)} ms`
  return [
    `#### ${workloadOf(cells)}/${update}`,
    `${from} → ${to}: ${changes.join(', ')}${known}`,
    alignTable([header, ...rows]),
  ]
}

function workloadOf([cell]: readonly Cell[]): string {
  return cell?.workload ?? ''
}

function formatValue(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '' : format(value)
}
