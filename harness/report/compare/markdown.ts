import { formatCount, formatNumber } from '../format.ts'
import { alignTable } from '../table/align-table.ts'
import type { ComparedMetric, SetComparison } from './compare-sets.ts'
import { header, isNotable, sortByUrgency, toRow } from './rows.ts'
import type { Side } from './stages.ts'

/** By it a comment is found again, to be replaced by the next one. */
const marker = '<!-- on-the-fly-bench compare -->'

const titles = {
  passed: '✅ no regression',
  regression: '❌ regression',
  undecided: '❔ undecided',
} as const satisfies Record<SetComparison['result'], string>

/** A comparison for a comment on a pull request: what changed, and the rest folded away. */
export function toMarkdown(comparison: SetComparison, confirmWith?: string): string {
  const { result, reasons, behaviour, metrics, notCompared, warnings } = comparison
  const notable = sortByUrgency(metrics.filter(isNotable))
  const rest = metrics.filter((compared) => !isNotable(compared))
  return `${[
    `${marker}\n### ${titles[result]}`,
    ...(reasons.length === 0 ? [] : [`${reasons.join('; ')}.`]),
    ...(confirmWith === undefined ? [] : [`To decide it:\n\n\`\`\`\n${confirmWith}\n\`\`\``]),
    describeMethod(comparison),
    ...(behaviour.length === 0
      ? []
      : [
          toList(
            behaviour.map(
              ({ cell, message, isRegression }) => `${isRegression ? '**worse**' : 'better'} ${cell}: ${message}`,
            ),
          ),
        ]),
    ...(notable.length === 0 ? [] : [toTable(notable)]),
    ...fold(
      `${formatCount(rest.length, 'comparison')} without a change to speak of`,
      rest.length === 0 ? '' : toTable(rest),
    ),
    ...fold(`${formatCount(notCompared.length, 'thing')} not compared`, toList(notCompared)),
    ...(warnings.length === 0 ? [] : [toList(warnings.map((warning) => `⚠ ${warning}`))]),
  ].join('\n\n')}\n`
}

function describeMethod({ base, head, options: { margin, levels }, stages, metrics }: SetComparison): string {
  return [
    `BASE ${describeSide(base)} → HEAD ${describeSide(head)}.`,
    `${formatCount(metrics.length, 'comparison')} of ratios to the control of the same block; a change below ${formatNumber(margin * 100)} % is none.`,
    `First stage: ${stages.first}, α = ${levels.first}; second stage, for what the first flags: ${stages.second}, α = ${levels.second}, Holm-adjusted.`,
    '`~`: the data show no difference; beside it, what they would have shown.',
  ].join('\n')
}

function describeSide({ name, commits, plan }: Side): string {
  return `\`${name}\` (${commits.join(', ')}; plan ${plan.slice(0, 8)})`
}

function toTable(metrics: readonly ComparedMetric[]): string {
  return alignTable([header, ...metrics.map(toRow)])
}

function toList(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

function fold(summary: string, text: string): string[] {
  return text === '' ? [] : [`<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>`]
}
