import type { NamedSet } from '../../report/compare/check-comparable.ts'
import { readBaselines } from '../../store/baselines.ts'
import { describeSetProblem, readResultSet } from '../../store/read-set.ts'
import { findSet } from '../../store/set-name.ts'
import { StoreError } from '../../store/store-error.ts'
import type { Context } from '../context.ts'
import { NothingMeasured } from '../nothing-measured.ts'

/**
 * A set by the name of a baseline, by its own, or by its path; `latest` is the one that was worked on last. What
 * in its files cannot be read is told.
 * @throws StoreError where there is none, or the baseline's set is no longer what it was
 * @throws NothingMeasured where it has no trials
 */
export function findNamedSet(name: string, results: string, { cwd, err }: Context): NamedSet {
  const baseline = readBaselines(results)[name]
  const { folder } = findSet(results, baseline?.set ?? name, cwd)
  const set = readResultSet(folder)
  if (baseline !== undefined && baseline.plan !== set.plan.hash)
    throw new StoreError(
      'SET_OTHER_PLAN',
      `expected baseline ${name} to be plan ${baseline.plan}, got ${set.plan.hash} in ${folder}: the set was made anew. Name the baseline again with --baseline ${name}.`,
    )
  for (const problem of set.problems) err.write(`${err.paint('yellow', 'warning')}  ${describeSetProblem(problem)}\n`)
  if (set.records.length > 0) return { name, set }
  throw new NothingMeasured('SET_EMPTY', `expected trials in ${folder}, got none. Run \`bench matrix\` to its end.`)
}
