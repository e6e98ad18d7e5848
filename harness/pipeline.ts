import { basename } from 'node:path'
import type { Step } from './check/admissible.ts'
import { combineViolations } from './check/violations.ts'
import { checkInvariants } from './check/invariants.ts'
import { checkHistory, type ReplyCheck } from './check/observable.ts'
import { judge } from './check/verdict.ts'
import { runTimeline, type Faults, type Timeline } from './host/timeline.ts'
import { judgedOutcome, markUpdate } from './host/update-marks.ts'
import type { World } from './host/world.ts'
import { LineControl } from './load/line-control.ts'
import { createLineMemory, getRecordBytes } from './load/line-memory.ts'
import { readHistory } from './load/read-history.ts'
import type { History } from './load/history.ts'
import { measureTrial } from './measure/metrics.ts'
import { measureUnitsInService } from './measure/units-in-service.ts'
import { prepareTrial, type Prepared } from './prepare.ts'
import type { Program } from './program/program.ts'
import { planLine } from './load-plan.ts'
import type { TrialRecord, UnitsInService } from './store/record.ts'
import { describeTrial } from './describe-trial.ts'
import type { TrialPlan } from './trial-plan.ts'

/**
 * One trial, from version folders to a record: compile, link, run under load while the strategy updates the program,
 * check every reply, measure. Each stage takes only what the one before it returned.
 */
export async function runTrial(plan: TrialPlan, createWorld: (prepared: Prepared) => World): Promise<TrialRecord> {
  const prepared = await prepareTrial(plan)
  if (prepared.refusals.length > 0 && !plan.forced) return describeTrial(plan, prepared, undefined)
  const { line, offsetsMs } = planLine(plan, prepared.traffic)
  const memory = createLineMemory(line, offsetsMs)
  const { timeline, files } = await runInWorld(createWorld(prepared), new LineControl(memory), plan, prepared)
  const history = readHistory(memory, timeline.endMs, marksOf(timeline, memory.taker, memory.replies))
  // Nothing was measured where all ended before it began.
  if (!history.segments.some(({ name }) => name === 'measured'))
    return describeTrial(plan, prepared, undefined, timeline.brokenBy ?? 'it ended before anything was measured')
  const replies = checkReplies(plan, prepared, stepsOf(prepared, timeline, history), history, files)
  const measurement = measureTrial(history, replies.perRequest, {
    ...plan.windows,
    tauMs: prepared.workload.deadlineMs ?? 10,
    deadlineMs: getDeadline(plan, prepared),
    timerMs: 0.001,
    rateWindowMs: 1,
    offeredRate: plan.load.mode === 'open' ? plan.load.rate : undefined,
    outcome: timeline.result?.outcome ?? 'none',
    phases: timeline.spans,
    memory: memoryOf(timeline, isLineApart(plan, prepared) ? 0 : history.count * getRecordBytes(memory)),
    unitsInService: unitsOf(timeline, prepared),
  })
  const violations = combineViolations(replies, traceOf(timeline))
  const judgement = judge({
    violations,
    requests: history.count,
    left: history.leftDueMs.length,
    unchecked: replies.unchecked,
    died: timeline.brokenBy,
  })
  return describeTrial(plan, prepared, { timeline, history, measurement, violations, judgement })
}

type Files = ReadonlyMap<string, readonly string[]>

async function runInWorld(
  world: World,
  line: LineControl,
  plan: TrialPlan,
  prepared: Prepared,
): Promise<{ timeline: Timeline; files: Files }> {
  const { starts, order } = prepared
  try {
    const timeline = await runTimeline(world, line, starts, plan.windows, order, faultsOf(plan, prepared))
    return { timeline, files: await world.readFiles(timeline.servedBy) }
  } finally {
    await world.remove()
  }
}

function faultsOf({ faults = [] }: TrialPlan, { strategy: { recover } }: Prepared): Faults {
  return { planned: faults, ...(recover === undefined ? {} : { recover }) }
}

/** What a history needs to know of how the trial went. */
export function marksOf(
  timeline: Timeline,
  taker: Uint8Array,
  replies: Uint8Array,
): Pick<History, 'update' | 'errors'> {
  const errors = (timeline.report?.errors ?? []).map((error) => ({
    ...error,
    outstanding: unanswered(taker, replies, error.process),
  }))
  return { update: markUpdate(timeline, timeline.result), errors }
}

/** Requests that a process took and did not answer. */
function unanswered(taker: Uint8Array, replies: Uint8Array, process: number): number[] {
  const ids: number[] = []
  for (let id = taker.indexOf(process); id !== -1; id = taker.indexOf(process, id + 1))
    if (replies[id] === 0) ids.push(id)
  return ids
}

/** The update of a trial, as its replies are judged by it. */
export function stepsOf({ to }: Prepared, { result }: Pick<Timeline, 'result'>, { update }: History): readonly Step[] {
  if (result === undefined || to === undefined || update === undefined) return []
  return [{ to: releaseOf(to), outcome: judgedOutcome(result), marks: update }]
}

/** Every reply against the workload's model, and what must hold at the end. */
export function checkReplies(
  plan: Pick<TrialPlan, 'seed' | 'parameters' | 'traced'>,
  prepared: Prepared,
  steps: readonly Step[],
  history: History,
  files: Files,
): ReplyCheck {
  const { traffic, workload, from, starts } = prepared
  const { seed, parameters } = plan
  const consistency = workload.consistency?.(parameters)
  const check = checkHistory(history, traffic, () => workload.model(parameters), {
    seed,
    from: from.version,
    steps,
    processes: (parameters['processes'] ?? 1) * starts.filter(({ serves }) => serves).length,
    deadlineMs: getDeadline(plan, prepared),
    consistency,
    limitMs: consistency === undefined ? undefined : searchLimitMs,
  })
  const versions = [...new Set([from.version, ...steps.map(({ to }) => to)])]
  return checkInvariants(check, workload.invariants ?? [], history, traffic, { parameters, versions, files })
}

/** Time for putting overlapping requests in an order: there are histories for which none would be enough. */
const searchLimitMs = 30_000

/** What is traced is not timed: tracing alone can make a reply late. */
export function getDeadline({ traced }: Pick<TrialPlan, 'traced'>, { workload }: Prepared): number | undefined {
  return traced ? undefined : workload.deadlineMs
}

/** The release that a program is, whatever name it goes by at its site: an A/A update leads to the same one. */
function releaseOf({ folder }: Program): string {
  return basename(folder)
}

function unitsOf({ result, loadMs, routings, spans }: Timeline, { starts }: Prepared): UnitsInService | null {
  if (result === undefined) return null
  const all = starts.filter(({ unit }) => unit?.routed === true).length
  return measureUnitsInService(routings, all, { startMs: loadMs, endMs: Math.max(...spans.map(({ endMs }) => endMs)) })
}

/** @param recordedBytes what the line has written down of the requests: it is in the process too, and no part of the program */
function memoryOf({ settled, stock }: Timeline, recordedBytes: number): Parameters<typeof measureTrial>[2]['memory'] {
  return {
    heapPeakBytes: settled?.heapPeakBytes ?? 0,
    heapSettledBytes: stock?.heapBytes ?? 0,
    residentBytes: Math.max(0, (stock?.residentBytes ?? 0) - recordedBytes),
    versionsResident: settled?.versionsResident ?? 0,
  }
}

/** Whether all sites are processes of their own: the line's memory is in none of them. */
function isLineApart({ transport }: TrialPlan, { starts }: Prepared): boolean {
  return transport === 'tcp' && starts.every(({ unit }) => unit !== undefined)
}

/** What the trace found wrong inside. */
export function traceOf({ report }: Timeline): Parameters<typeof combineViolations>[1] {
  return report?.trace === undefined ? undefined : { violations: report.trace.counts, examples: report.trace.examples }
}
