import type { Judgement } from './check/verdict.ts'
import { internalKinds } from './host/internal-kinds.ts'
import { formatFault } from './host/faults.ts'
import type { Timeline } from './host/timeline.ts'
import type { History } from './load/history.ts'
import type { Measurement } from './measure/metrics.ts'
import type { Prepared } from './prepare.ts'
import { readEnvironment } from './store/environment.ts'
import {
  observableKinds,
  recordSchema,
  type Effort,
  type LoadDescription,
  type TrialRecord,
  type Violations,
  type Warning,
} from './store/record.ts'
import { createTrialId } from './store/trial-id.ts'
import type { TrialPlan } from './trial-plan.ts'
import { warnOfLeft } from './warn-of-left.ts'

/** What came of a trial that was run. */
export interface Result {
  readonly timeline: Timeline
  readonly history: History
  readonly measurement: Measurement
  readonly violations: Violations
  readonly judgement: Judgement
}

/**
 * The record of a trial. Without a result it was refused, or (`died`) its process did not live to tell.
 */
export function describeTrial(
  plan: TrialPlan,
  prepared: Prepared,
  result: Result | undefined,
  died?: string,
): TrialRecord {
  const measurement = result?.measurement ?? nothingMeasured
  const { declaration, update, workload } = prepared
  return {
    schema: recordSchema,
    id: createTrialId(plan),
    strategy: plan.strategy.name,
    workload: plan.workload.name,
    update: plan.update,
    from: declaration.from,
    to: declaration.to,
    changes: update.kinds,
    role: plan.role,
    forced: plan.forced,
    block: plan.block,
    position: plan.position,
    seed: plan.seed,
    parameters: plan.parameters,
    load: describeLoad(plan, measurement.rate),
    ...(workload.deadlineMs === undefined ? {} : { deadlineMs: workload.deadlineMs }),
    ...(workload.allowance === undefined ? {} : { allowance: workload.allowance }),
    startedAt: new Date().toISOString(),
    ...(died === undefined
      ? describeOutcome(prepared, result)
      : { outcome: 'failed', reason: died, verdict: 'unknown', violations: noViolations }),
    metrics: measurement.metrics,
    rates: measurement.rates,
    phases: result?.timeline.spans ?? [],
    histograms: measurement.histograms,
    effort: describeEffort(plan, prepared, result),
    warnings: [
      ...measurement.warnings,
      ...(result === undefined ? [] : warnOfLeft(result.history, measurement.metrics, plan.role)),
      ...warnOfFaults(plan),
      ...(result?.timeline.report?.notices ?? []),
    ],
    environment: readEnvironment(),
  }
}

function describeOutcome(
  { refusals }: Prepared,
  result: Result | undefined,
): Pick<TrialRecord, 'outcome' | 'reason' | 'verdict' | 'leftInQueue' | 'violations'> {
  if (result === undefined) {
    return {
      outcome: 'refused',
      reason: refusals.map(({ change, rule }) => `${change}: ${rule}`).join('; '),
      verdict: 'valid',
      violations: noViolations,
    }
  }
  const { timeline, judgement, violations, history } = result
  const leftInQueue = history.leftDueMs.length
  const reason = timeline.result?.reason ?? timeline.brokenBy
  return {
    outcome: timeline.result?.outcome ?? (timeline.brokenBy === undefined ? 'none' : 'failed'),
    ...(reason === undefined ? {} : { reason }),
    verdict: judgement.verdict,
    ...(leftInQueue === 0 ? {} : { leftInQueue }),
    violations,
  }
}

/** Figures of a trial in which something was broken are not the strategy's usual ones. */
function warnOfFaults({ faults = [] }: TrialPlan): Warning[] {
  if (faults.length === 0) return []
  return [
    {
      code: 'faults',
      message: `This was broken on command: ${faults.map(formatFault).join(', ')}.`,
      remedy: 'Run the same without --fault to see the strategy where nothing breaks.',
    },
  ]
}

export function describeLoad({ load }: Pick<TrialPlan, 'load'>, rate: number): LoadDescription {
  if (load.mode === 'saturated') return { mode: 'saturated', rate, arrivals: 'none' }
  return { mode: 'open', rate, arrivals: load.arrivals, ...(load.share === undefined ? {} : { share: load.share }) }
}

/** What the update asked of people: commands given, support code written, groups and orders decided. */
function describeEffort({ role }: TrialPlan, { update, order }: Prepared, result: Result | undefined): Effort {
  if (role !== 'strategy') return { commands: 0, supportLines: 0, decisions: 0 }
  const { commands = 1, decisions = 0 } = order?.plan.operator ?? {}
  return {
    // One command that has the update done is the least.
    commands: (result?.timeline.commands ?? 0) + (result === undefined ? 0 : commands - 1),
    supportLines: update.support.lines,
    decisions:
      update.support.groups.length + update.support.order.length + decisions + (result?.timeline.decisions ?? 0),
  }
}

const nothing = { p50: null, p99: null, p999: null, max: null }

const nothingMeasured: Measurement = {
  rate: 0,
  rates: { startMs: 0, windowMs: 1, good: [] },
  histograms: { before: '', during: '', after: '' },
  warnings: [],
  metrics: {
    loadMs: null,
    updateMs: null,
    parts: { load: 0, wait: 0, pause: 0, transform: 0, switch: 0, mixed: 0 },
    serviceGapMs: 0,
    serviceGapOverControlMs: null,
    downtimeMs: 0,
    downtimeByTau: { '10': 0, '100': 0, '1000': 0 },
    downtimeByCause: { lost: 0, late: 0, wrong: 0, errored: 0, refused: 0 },
    unavailability: 0,
    worstWindow: { '10': 0, '100': 0, '1000': 0 },
    efficiency: null,
    updateWindowEfficiency: null,
    steadyStateRatio: null,
    updatedSteadyStateRatio: null,
    depth: null,
    lostWork: null,
    latency: { before: nothing, during: nothing, after: nothing },
    jitter: null,
    deadlines: null,
    recoveryMs: null,
    recoveryCensored: false,
    heapRatio: null,
    settledHeapRatio: null,
    residentRatio: null,
    capacityBefore: 0,
    capacityAfter: 0,
    heapPeakBytes: 0,
    heapSettledBytes: 0,
    residentBytes: 0,
    versionsResident: 0,
    resolutionMs: 0,
  },
}

const noViolations: Violations = {
  total: 0,
  observable: zero(observableKinds),
  internal: zero(internalKinds),
  examples: [],
}

function zero<K extends string>(kinds: readonly K[]): Record<K, number> {
  return Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<K, number>
}
