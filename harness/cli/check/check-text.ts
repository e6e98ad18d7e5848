import type { Refusal } from '../../../strategies/contract.ts'
import { describeProblem } from '../../program/problem.ts'
import { formatCount } from '../../report/format.ts'
import { markSymbols } from '../../report/table/marks.ts'
import type { Terminal } from '../terminal.ts'
import { alignColumns } from '../text-table.ts'
import type { CheckReport } from './check-command.ts'
import type { StrategyReport, UpdateReport } from './check-updates.ts'
import type { VersionReport } from './check-version.ts'

export function describeCheck({ path, versions, updates }: CheckReport, terminal: Terminal): string {
  const problems = [...versions, ...updates].reduce((sum, report) => sum + report.problems.length, 0)
  const summary =
    problems === 0 ? terminal.paint('green', 'no problems') : terminal.paint('red', formatCount(problems, 'problem'))
  const sections = [
    ...versions.map((version) => describeVersion(version, terminal)),
    ...updates.map((update) => describeUpdate(update, terminal)),
    `${path}: ${formatCount(versions.length, 'version')}, ${formatCount(updates.length, 'update')}, ${summary}`,
  ]
  return `${sections.join('\n\n')}\n`
}

function describeVersion({ version, problems, size }: VersionReport, { paint }: Terminal): string {
  const lines = problems.map((problem) => `  ${describeProblem(problem)}`)
  if (size === undefined)
    return [`${paint('bold', version)}  ${paint('red', formatCount(problems.length, 'problem'))}`, ...lines].join('\n')
  const { modules, procedures, adts, staticData, calls } = size
  return `${paint('bold', version)}  ${formatCount(modules, 'module')}, ${formatCount(procedures, 'procedure')}, ${formatCount(adts, 'abstract data type')}, ${formatCount(staticData, 'static datum', 'static data')}, ${formatCount(calls, 'call')} between procedures`
}

function describeUpdate(report: UpdateReport, { paint }: Terminal): string {
  const { update, from, to, kinds, declaredKinds, otherEffect, problems, strategies, changes } = report
  const head = `${paint('bold', update)}  ${from} → ${to}: ${kinds.join(', ') || 'no difference'} (${formatCount(changes.length, 'change')})`
  const differs = declaredKinds === undefined ? [] : [`  ${paint('yellow', 'declared as')} ${declaredKinds.join(', ')}`]
  return [
    head,
    ...differs,
    ...(otherEffect === undefined ? [] : [`  ${paint('red', 'not the same effects')}, as it says: ${otherEffect}`]),
    ...problems.map((problem) => `  ${describeProblem(problem)}`),
    ...alignColumns(strategies.map(describeStrategy)),
  ].join('\n')
}

function describeStrategy({ strategy, canUpdate, refusals, claimed, because }: StrategyReport): string[] {
  if (!canUpdate) return [`  ${markSymbols.refused}`, strategy, `refuses: ${describeRefusals(refusals)}`]
  const mark = claimed === undefined || claimed === 'refused' ? 'completed' : claimed
  return [
    `  ${markSymbols[mark]}`,
    strategy,
    `${prospects[mark]}${because !== undefined && mark !== 'completed' ? `: ${because}` : ''}`,
  ]
}

/** So many changes are named for each rule: they tell enough. */
const fewChanges = 3

function describeRefusals(refusals: readonly Refusal[]): string {
  const rules = Map.groupBy(refusals, ({ rule }) => rule)
  return [...rules].map(([rule, alike]) => `${rule}: ${describeChanges(alike.map(({ change }) => change))}`).join('; ')
}

function describeChanges(changes: readonly string[]): string {
  const more = changes.length > fewChanges ? ` and ${changes.length - fewChanges} more` : ''
  return `${changes.slice(0, fewChanges).join(', ')}${more}`
}

/** What a strategy that does not refuse says of itself. */
const prospects = {
  completed: 'could update it',
  stalled: 'would not find a safe point',
  violated: 'would complete with violations',
  refused: '',
  unknown: '',
  failed: '',
} as const
