import { addTrace, findTrace } from '../../report/trace.ts'
import { getStealShare, readCpuTimes } from '../../store/cpu-times.ts'
import type { OpenSet } from '../../store/open-set.ts'
import { describeSetProblem } from '../../store/read-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { toTrialPlan, type PlannedTrial, type SetPlan } from '../../store/set-plan.ts'
import { StoreError } from '../../store/store-error.ts'
import type { TrialPlan } from '../../trial-plan.ts'
import type { Context } from '../context.ts'
import { describeTrial, Progress } from './progress.ts'
import { Rates } from './rates.ts'
import { listOutsideWarnings } from './warnings.ts'

export interface RunTrialsOptions {
  /** Those of this shard. */
  readonly trials: readonly PlannedTrial[]
  /** Version that each update starts from, by `workload/update`. */
  readonly origins: ReadonlyMap<string, string>
  readonly signal: AbortSignal
}

export interface RanTrials {
  /** All of the set, old and new. */
  readonly records: readonly TrialRecord[]
  readonly interrupted: boolean
}

/** Runs the trials that the set does not have yet, and stores each as soon as it is done. */
export async function runTrials(
  plan: SetPlan,
  set: OpenSet,
  context: Context,
  { trials, origins, signal }: RunTrialsOptions,
): Promise<RanTrials> {
  const done = new Set(set.records.map(({ id }) => id))
  const left = trials.filter(({ id }) => !done.has(id))
  const progress = new Progress(context.err, plan.settings, left)
  for (const text of [...set.repairs, ...set.problems.map(describeSetProblem)]) progress.note(text)
  if (left.length < trials.length)
    progress.note(`${trials.length - left.length} of ${trials.length} trials are there already.`)
  const records = [...set.records]
  const rates = new Rates(plan, set.folder, context, signal)
  try {
    for (const trial of left) {
      progress.begin(describeTrial(trial))
      const version = origins.get(`${trial.workload}/${trial.update}`) ?? ''
      const rate = trial.refused ? 0 : await rates.get(trial, version, (text) => progress.note(text))
      const startMs = performance.now()
      const record = signal.aborted
        ? undefined
        : await runOne(toTrialPlan(plan.settings, trial, rate, context.root), context, signal)
      if (record === undefined || signal.aborted) return { records, interrupted: true }
      records.push(store(record, trial, records, set))
      progress.end(trial, record, performance.now() - startMs)
    }
  } finally {
    progress.finish()
  }
  return { records, interrupted: false }
}

/** The machine's time that others took during the trial is seen better from outside than at its start. */
async function runOne(plan: TrialPlan, context: Context, signal: AbortSignal): Promise<TrialRecord> {
  const start = readCpuTimes()
  const record = await context.runTrial(plan, { signal })
  const environment = { ...record.environment, stealShare: getStealShare(readCpuTimes(), start) }
  return { ...record, environment, ...(plan.traced ? { traced: true } : {}) }
}

function store(record: TrialRecord, { id }: PlannedTrial, records: readonly TrialRecord[], set: OpenSet): TrialRecord {
  if (record.id !== id) {
    throw new StoreError(
      'SOURCES_CHANGED',
      `expected trial ${id}, got ${record.id}: the sources have changed since ${set.folder} was begun, so that its trials would not compare. Start again with another --set.`,
    )
  }
  const warned = { ...record, warnings: [...record.warnings, ...listOutsideWarnings(record)] }
  const complete = addTrace(warned, findTrace(record, records))
  set.append(complete)
  return complete
}
