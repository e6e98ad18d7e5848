import { formatCount, formatNumber } from '../../report/format.ts'
import type { SetComparison } from '../../report/compare/compare-sets.ts'
import { header, sortByUrgency, toRow } from '../../report/compare/rows.ts'
import type { Paint } from '../../report/paint.ts'
import { alignColumns } from '../text-table.ts'

/** What a comparison came to, for a terminal. */
export function describeComparison(comparison: SetComparison, paint: Paint, confirmWith: string | undefined): string {
  const { base, head, options, stages, result, reasons, behaviour, metrics, notCompared, warnings } = comparison
  const style = { passed: 'green', regression: 'red', undecided: 'yellow' } as const
  const words = { passed: 'no regression', regression: 'regression', undecided: 'undecided' } as const
  return `${[
    `${base.name} (${base.commits.join(', ')}) → ${head.name} (${head.commits.join(', ')})`,
    `${formatCount(metrics.length, 'comparison')}, margin ${formatNumber(options.margin * 100)} %; first stage: ${stages.first}, α = ${options.levels.first}; second stage: ${stages.second}, α = ${options.levels.second}`,
    '',
    ...(metrics.length === 0 ? [] : [...alignColumns([header, ...sortByUrgency(metrics).map(toRow)]), '']),
    ...behaviour.map(
      ({ cell, message, isRegression }) =>
        `${isRegression ? paint('red', 'worse') : paint('green', 'better')}  ${cell}: ${message}`,
    ),
    ...notCompared.map((text) => `${paint('dim', 'not compared')}  ${text}`),
    ...warnings.map((text) => `${paint('yellow', 'warning')}  ${text}`),
    `${paint(style[result], words[result])}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
    ...(confirmWith === undefined ? [] : [`To decide it:  ${confirmWith}`]),
  ].join('\n')}\n`
}
