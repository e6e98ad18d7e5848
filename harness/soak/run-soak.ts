import type { Step } from '../check/admissible.ts'
import { combineViolations } from '../check/violations.ts'
import { judge } from '../check/verdict.ts'
import { judgedOutcome, markUpdate } from '../host/update-marks.ts'
import type { World } from '../host/world.ts'
import { LineControl } from '../load/line-control.ts'
import { createLineMemory, getRecordBytes } from '../load/line-memory.ts'
import { readHistory } from '../load/read-history.ts'
import { checkReplies, getDeadline, marksOf } from '../pipeline.ts'
import { describeSoak } from './describe-soak.ts'
import { leadSoak, type SoakTimeline } from './lead-soak.ts'
import { measureRounds } from './measure-rounds.ts'
import { prepareSoak, type PreparedSoak } from './prepare-soak.ts'
import type { SoakRecord } from './record.ts'
import { planSoakLine } from './soak-line.ts'
import type { SoakPlan } from './soak-plan.ts'

/** How far a soak has come. */
export type SoakProgress = { readonly update: number } | { readonly requests: number }

/**
 * A soak, from version folders to a record: one program that is updated many times while it runs. Its stages are those of
 * a trial.
 */
export async function runSoak(
  plan: SoakPlan,
  createWorld: (prepared: PreparedSoak['base']) => World,
  note: (progress: SoakProgress) => void,
): Promise<SoakRecord> {
  const prepared = await prepareSoak(plan)
  const { trial } = plan
  const { base } = prepared
  const { line, offsetsMs } = planSoakLine(plan, base.traffic)
  const memory = createLineMemory(line, offsetsMs)
  const { soak, files } = await runInWorld(createWorld(base), new LineControl(memory), plan, prepared, note)
  const { rounds, timeline } = soak
  const history = readHistory(memory, timeline.endMs, marksOf(timeline, memory.taker, memory.replies))
  note({ requests: history.count })
  const replies = checkReplies(trial, base, listSteps(soak), history, files)
  const violations = combineViolations(replies)
  const died = timeline.brokenBy
  return describeSoak(plan, prepared, {
    soak,
    rounds: measureRounds(rounds, history, replies.perRequest, {
      windows: trial.windows,
      tauMs: base.workload.deadlineMs ?? 10,
      deadlineMs: getDeadline(trial, base),
      offeredRate: trial.load.mode === 'open' ? trial.load.rate : 0,
      recordBytes: getRecordBytes(memory),
      first: base.from.version,
    }),
    violations,
    judgement: judge({
      violations,
      requests: history.count,
      left: history.leftDueMs.length,
      unchecked: replies.unchecked,
      died,
    }),
  })
}

async function runInWorld(
  world: World,
  line: LineControl,
  plan: SoakPlan,
  prepared: PreparedSoak,
  note: (progress: SoakProgress) => void,
): Promise<{ soak: SoakTimeline; files: ReadonlyMap<string, readonly string[]> }> {
  let update = 0
  try {
    const soak = await leadSoak(world, line, prepared, plan, () => note({ update: update++ }))
    return { soak, files: await world.readFiles(soak.timeline.servedBy) }
  } finally {
    await world.remove()
  }
}

/** The updates as the replies are judged by them. */
function listSteps({ rounds, unfinished, timeline }: SoakTimeline): readonly Step[] {
  return [...rounds, { step: unfinished, led: timeline }].flatMap(({ step, led }) => {
    if (step === undefined || led.result === undefined) return []
    const { to } = step.leg.declaration
    return [{ to, outcome: judgedOutcome(led.result), marks: markUpdate(led, led.result) }]
  })
}
