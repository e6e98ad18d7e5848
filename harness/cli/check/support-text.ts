import { laws } from '../../explore/support/laws.ts'
import type { SupportProblem, SupportReport } from '../../explore/support/check-support.ts'
import { formatCount } from '../../report/format.ts'
import type { Terminal } from '../terminal.ts'

/** What exercising the support code of each update has shown. */
export function describeSupport(reports: readonly SupportReport[], terminal: Terminal): string {
  const sections = reports
    .filter(({ exercised, skipped }) => exercised.length + skipped.length > 0)
    .map((report) => describeReport(report, terminal))
  return `${[terminal.paint('bold', 'support code'), ...sections].join('\n\n')}\n`
}

function describeReport({ update, exercised, skipped, notes, problems }: SupportReport, terminal: Terminal): string {
  const done = [...Map.groupBy(exercised, ({ as }) => as)].map(([as, of]) =>
    formatCount(new Set(of.map(({ what }) => what)).size, as),
  )
  return [
    `${terminal.paint('bold', update)}  exercised: ${done.join(', ') || 'nothing'}`,
    ...problems.map((problem) => describeProblem(problem, terminal)),
    ...notes.map(({ what, note }) => `  ${what}: ${note}`),
    ...skipped.map(({ what, as, why }) => `  not exercised: the ${as} for ${what}: ${why}`),
  ].join('\n')
}

function describeProblem({ what, law, explanation, value, doubtful }: SupportProblem, { paint }: Terminal): string {
  const head = doubtful ? paint('yellow', 'perhaps') : paint('red', 'wrong')
  const why = doubtful ? ' (the program may never make such a value: types do not say)' : ''
  return `  ${head} for ${what}: expected that it ${laws[law]}. ${explanation}\n    the smallest value: ${value}${why}`
}
