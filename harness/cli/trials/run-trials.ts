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
  readonly hurry?: Hurry
}

interface Hurry {
  /** Trials that run at the same time. */
  readonly abreast: number
  /** Workloads whose trials run alone all the same: next to another, their replies would be late. */
  readonly alone: ReadonlySet<string>
}

export interface RanTrials {
  /** All of the set, old and new. */
  readonly records: readonly TrialRecord[]
  readonly interrupted: boolean
}

/** Runs the trials that the set does not have yet, one at a time unless in a hurry, and stores each as soon as it is done. */
export async function runTrials(
  plan: SetPlan,
  set: OpenSet,
  context: Context,
  { trials, origins, signal, hurry }: RunTrialsOptions,
): Promise<RanTrials> {
  const done = new Set(set.records.map(({ id }) => id))
  const left = trials.filter(({ id }) => !done.has(id))
  const progress = new Progress(context.err, plan.settings, left)
  const note = (text: string): void => progress.note(text)
  for (const text of [...set.repairs, ...set.problems.map(describeSetProblem)]) note(text)
  if (left.length < trials.length) note(`${trials.length - left.length} of ${trials.length} trials are there already.`)
  const records = [...set.records]
  const hurried = hurry !== undefined
  const rates = new Rates(plan, set.folder, context, { signal, hurried })
  try {
    for (const block of Map.groupBy(left, getBlockKey).values()) {
      const leave = await context.takeMachine(note, signal)
      try {
        // What a traced trial shows is added to those that come after it.
        for (const part of [block.filter(({ traced }) => traced), block.filter(({ traced }) => !traced)])
          await runAbreast(part, widthOf(block[0], hurry), run)
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

function widthOf(trial: PlannedTrial | undefined, hurry: Hurry | undefined): number {
  if (trial === undefined || hurry === undefined || hurry.alone.has(trial.workload)) return 1
  return hurry.abreast
}

/** Takes one after the other, several at the same time; where one cannot be run at all, none is begun after it. */
async function runAbreast(
  trials: readonly PlannedTrial[],
  width: number,
  run: (trial: PlannedTrial) => Promise<void>,
): Promise<void> {
  const queue = [...trials]
  const lanes = Array.from({ length: width }, async () => {
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await run(next)
    } finally {
      queue.length = 0
    }
  })
  const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason
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
