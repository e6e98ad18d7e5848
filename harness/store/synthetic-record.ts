import { internalKinds, type InternalKind } from '../host/internal-kinds.ts'
import type { TrialPlan } from '../trial-plan.ts'
import {
  observableKinds,
  recordSchema,
  type Metrics,
  type ObservableKind,
  type TrialRecord,
  type Violations,
} from './record.ts'

type Changes = Partial<Omit<TrialRecord, 'metrics' | 'violations'>> & { readonly metrics?: Partial<Metrics> }

/** A record for tests: a good trial of a made-up machine, but for what is said otherwise. */
export function createSyntheticRecord(
  { metrics, ...changes }: Changes = {},
  violations: Violations = countViolations({}),
): TrialRecord {
  return {
    schema: recordSchema,
    id: 'synthetic',
    strategy: 'podus',
    workload: 'tiny',
    update: 'faster',
    from: 'v1',
    to: 'v2',
    changes: ['body'],
    role: 'strategy',
    forced: false,
    block: 0,
    position: 0,
    seed: 1,
    parameters: { processes: 1 },
    load: { mode: 'open', share: 0.7, rate: 100_000, arrivals: 'poisson' },
    startedAt: '2026-01-31T12:00:00.000Z',
    outcome: 'completed',
    verdict: violations.total > 0 ? 'invalid' : 'valid',
    violations,
    metrics: { ...goodMetrics, ...metrics },
    rates: {
      startMs: 900,
      commandMs: 1000,
      windowMs: 1,
      good: Array.from({ length: 400 }, (_, ms) => (ms === 100 ? 10 : 100)),
    },
    phases: [
      { site: 'main', phase: 'load', part: 'load', startMs: 995, endMs: 999 },
      { site: 'main', phase: 'rebind', part: 'switch', startMs: 1000, endMs: 1001.5 },
    ],
    histograms: { before: '', during: '', after: '' },
    effort: { commands: 1, supportLines: 0, decisions: 0 },
    warnings: [],
    environment: {
      cpu: 'Test CPU',
      cores: 2,
      kernel: 'Linux 6.1',
      node: 'v26.10.0',
      v8: '14.6',
      flags: [],
      commit: '0123456789abcdef',
      dirty: false,
      lockHash: 'abc',
      load: 0.1,
      stealShare: 0,
      calibrationNs: 1000,
      host: 'host-test',
    },
    ...changes,
  }
}

/** Some violations of each of the kinds named; those inside the program only if `internal` is given. */
export function countViolations(
  observable: Readonly<Partial<Record<ObservableKind, number>>>,
  internal?: Readonly<Partial<Record<InternalKind, number>>>,
): Violations {
  const seen = Object.fromEntries(observableKinds.map((kind) => [kind, observable[kind] ?? 0])) as Record<
    ObservableKind,
    number
  >
  const inside = Object.fromEntries(internalKinds.map((kind) => [kind, internal?.[kind] ?? 0])) as Record<
    InternalKind,
    number
  >
  const found = [...Object.entries(observable), ...Object.entries(internal ?? {})].filter(([, n]) => n > 0)
  return {
    total: found.reduce((total, [, n]) => total + n, 0),
    observable: seen,
    ...(internal === undefined ? {} : { internal: inside }),
    examples: found.map(([kind]) => ({
      kind: kind as ObservableKind,
      request: 17,
      explanation: `an example of ${kind}`,
    })),
  }
}

/** What a trial process would answer, without running anything. */
export function answerTrial(plan: TrialPlan, id: string, changes: Changes = {}, violations?: Violations): TrialRecord {
  const isStrategy = plan.role === 'strategy'
  return createSyntheticRecord(
    {
      id,
      strategy: plan.strategy.name,
      workload: plan.workload.name,
      update: plan.update,
      role: plan.role,
      forced: plan.forced,
      block: plan.block,
      position: plan.position,
      seed: plan.seed,
      parameters: plan.parameters,
      load: plan.load.mode === 'open' ? { ...plan.load } : { mode: 'saturated', rate: 1000, arrivals: 'none' },
      outcome: isStrategy ? 'completed' : 'none',
      ...changes,
    },
    violations ?? countViolations({}, plan.traced ? {} : undefined),
  )
}

const latency = { p50: 0.01, p99: 0.1, p999: 0.5, max: 1 }

const goodMetrics: Metrics = {
  loadMs: 5,
  updateMs: 1.5,
  parts: { load: 4, wait: 0, pause: 0, transform: 0, switch: 1.5, mixed: 0 },
  serviceGapMs: 2,
  serviceGapOverControlMs: null,
  downtimeMs: 0.9,
  downtimeByTau: { 10: 0.9, 100: 0, 1000: 0 },
  downtimeByCause: { lost: 0, late: 0.9, wrong: 0, errored: 0, refused: 0 },
  unavailability: 0.003,
  worstWindow: { 10: 0.09, 100: 0.009, 1000: 0.003 },
  efficiency: null,
  updateWindowEfficiency: null,
  steadyStateRatio: null,
  updatedSteadyStateRatio: null,
  depth: null,
  lostWork: null,
  latency: { before: latency, during: { p50: 0.01, p99: 1.5, p999: 1.9, max: 2 }, after: latency },
  jitter: null,
  deadlines: null,
  recoveryMs: null,
  recoveryCensored: false,
  heapRatio: null,
  settledHeapRatio: null,
  residentRatio: null,
  capacityBefore: 900_000,
  capacityAfter: 950_000,
  heapPeakBytes: 20_000_000,
  heapSettledBytes: 15_000_000,
  residentBytes: 80_000_000,
  versionsResident: 2,
  resolutionMs: 0.011,
}
