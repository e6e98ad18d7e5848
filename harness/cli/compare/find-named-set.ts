import type { NamedSet } from '../../report/compare/check-comparable.ts'
import { readBaselines } from '../../store/baselines.ts'
import { StoreError } from '../../store/store-error.ts'
import type { Context } from '../context.ts'
import { readStoredSet } from '../open-stored-set.ts'

/**
 * A set by the name of a baseline, by its own, or by its path; `latest` is the one that was worked on last. What
 * in its files cannot be read is told.
 * @throws StoreError where there is none, or the baseline's set is no longer what it was
 * @throws NothingMeasured where it has no trials
 */
export function findNamedSet(name: string, results: string, context: Context): NamedSet {
  const baseline = readBaselines(results)[name]
  const { set, folder } = readStoredSet(results, baseline?.set ?? name, context)
  if (baseline === undefined || baseline.plan === set.plan.hash) return { name, set }
  throw new StoreError(
    'SET_OTHER_PLAN',
    `expected baseline ${name} to be plan ${baseline.plan}, got ${set.plan.hash} in ${folder}: the set was made anew. Name the baseline again with --baseline ${name}.`,
  )
}
