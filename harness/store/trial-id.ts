import { createHash } from 'node:crypto'
import type { TrialLoad, TrialPlan } from '../trial-plan.ts'
import { hashHarness, hashPlugIn } from './sources.ts'

/**
 * Hash of all that determines a trial: its plan and the sources that it runs. Not its place in the order, which is
 * drawn by lot, and not where the sources lie.
 */
export function createTrialId(plan: TrialPlan): string {
  return hashJson({
    ...plan,
    strategy: plan.strategy.name,
    workload: plan.workload.name,
    position: undefined,
    load: describeLoad(plan.load),
    sources: [hashPlugIn(plan.strategy.path), hashPlugIn(plan.workload.path), hashHarness()],
  })
}

/** A rate that comes from a share does not count: it is calibrated anew on each machine. */
function describeLoad(load: TrialLoad): object {
  return load.mode === 'open' && load.share !== undefined ? { ...load, rate: undefined } : load
}

/** Hash of plain data; the order of an object's keys does not matter. */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortKeys)).digest('hex').slice(0, 16)
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
