import { addTrace, findTrace } from '../../measure/trace.ts'
import type { OpenSet } from '../../store/open-set.ts'
import { describeSetProblem } from '../../store/read-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { toTrialPlan, type PlannedTrial, type SetPlan } from '../../store/set-plan.ts'
import { StoreError } from '../../store/store-error.ts'
import type { TrialPlan } from '../../trial-plan.ts'
import type { Context, RunTrialOptions } from '../context.ts'
import { describeTrial, Progress } from './progress.ts'
import { Rates } from './rates.ts'
import { getBlockKey } from './shard.ts'
import { listOutsideWarnings } from './warnings.ts'

export interface RunTrialsOptions {
  /** Those of this shard. */
  readonly trials: readonly PlannedTrial[]
  /** Version that each update starts from, by `workload/update`. */
  readonly origins: ReadonlyMap<string, string>
  readonly signal: AbortSignal
  /** A first look: whatever makes it faster may cost the figures. */
  readonly hurried?: boolean
}

export interface RanTrials {
  /** All of the set, old and new. */
  readonly records: readonly TrialRecord[]
  readonly interrupted: boolean
}

/** Runs the trials that the set does not have yet, one at a time, and stores each as soon as it is done. */
export async function runTrials(
  plan: SetPlan,
  set: OpenSet,
  context: Context,
  { trials, origins, signal, hurried = false }: RunTrialsOptions,
): Promise<RanTrials> {
  const done = new Set(set.records.map(({ id }) => id))
  const left = trials.filter(({ id }) => !done.has(id))
  const progress = new Progress(context.err, plan.settings, left)
  const note = (text: string): void => progress.note(text)
  for (const text of [...set.repairs, ...set.problems.map(describeSetProblem)]) note(text)
  if (left.length < trials.length) note(`${trials.length - left.length} of ${trials.length} trials are there already.`)
  const records = [...set.records]
  const rates = new Rates(plan, set.folder, context, { signal, hurried })
  try {
    for (const block of Map.groupBy(left, getBlockKey).values()) {
      const leave = await context.takeMachine(note, signal)
      try {
        for (const trial of block) await run(trial)
      } finally {
        leave()
      }
      if (signal.aborted) break
    }
  } finally {
    progress.finish()
  }
  return { records, interrupted: signal.aborted }

  async function run(trial: PlannedTrial): Promise<void> {
    if (signal.aborted) return
    progress.begin(describeTrial(trial))
    const version = origins.get(`${trial.workload}/${trial.update}`) ?? ''
    const rate = trial.refused ? 0 : await rates.get(trial, version, note)
    if (signal.aborted) return
    const startMs = performance.now()
    const { refused } = trial
    const trialPlan = toTrialPlan(plan.settings, trial, rate, context.root)
    const record = await runOne(trialPlan, context, { signal, refused, hurried })
    // What was cut off is no trial.
    if (signal.aborted) return
    records.push(store(record, trial, records, set))
    progress.end(trial, record, performance.now() - startMs)
  }
}

/** What the machine did to a trial is seen from outside. */
async function runOne(plan: TrialPlan, context: Context, options: RunTrialOptions): Promise<TrialRecord> {
  const traced = plan.traced ? { traced: true } : {}
  if (options.refused) return { ...(await context.runTrial(plan, options)), ...traced }
  const stopWatch = context.watchNoise()
  const record = await context.runTrial(plan, options)
  const { noise, stealShare } = stopWatch()
  return { ...record, environment: { ...record.environment, stealShare }, noise, ...traced }
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
