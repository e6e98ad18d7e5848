import type { InternalKind } from '../host/internal-kinds.ts'
import type { ChangeKind } from '../program/change-kind.ts'

export const recordSchema = 'on-the-fly-bench/trial/1'

export type Outcome = 'completed' | 'refused' | 'stalled' | 'failed' | 'none'
export type Verdict = 'valid' | 'invalid' | 'unknown'

/** Which trial of a block: the strategy under test or one of its controls. */
export type Role = 'strategy' | 'null' | 'a/a' | 'fresh' | 'direct'

/** Violations that a client of the program can see (reply against model). */
export const observableKinds = [
  'lost',
  'duplicated',
  'wrong',
  'errored',
  'outOfOrder',
  'late',
  'stale',
  'finalState',
] as const

export type ObservableKind = (typeof observableKinds)[number]

export interface Violations {
  readonly total: number
  readonly observable: Readonly<Record<ObservableKind, number>>
  /** `undefined` where no traced run was made. */
  readonly internal?: Readonly<Record<InternalKind, number>>
  /** The first offending request or call of each kind, explained. */
  readonly examples: readonly ViolationExample[]
}

export interface ViolationExample {
  readonly kind: ObservableKind | InternalKind
  readonly request?: number
  readonly atMs?: number
  readonly explanation: string
}

/** Latencies in ms from the intended arrival; null where no request was due in the period. */
export interface Latency {
  readonly p50: number | null
  readonly p99: number | null
  readonly p999: number | null
  readonly max: number | null
}

/** How long, in ms, the latency of one reply differs from that of the reply before: 0 where replies come as evenly as requests. */
export interface Jitter {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Requests that were due, and those of them without a reply within the deadline. */
export interface DeadlineCount {
  readonly due: number
  readonly missed: number
}

type ByPeriod<T> = Readonly<Record<'before' | 'during' | 'after', T>>

/** Requests in each window of `windowMs` from `startMs` on: all good replies. */
export interface Rates {
  readonly startMs: number
  /** The update command, where one was given or would have been: a window begins with it. */
  readonly commandMs?: number
  readonly windowMs: number
  readonly good: readonly number[]
}

/** One phase as it was run: `part` tells what its time is counted as. */
export interface PhaseSpan {
  readonly site: string
  readonly phase: string
  readonly part: PhasePart
  readonly startMs: number
  readonly endMs: number
}

export type PhasePart = 'load' | 'wait' | 'pause' | 'transform' | 'switch' | 'mixed'

/** Where several units serve together: how many of them did from the load to the last step of the update. */
export interface UnitsInService {
  readonly all: number
  /** Of the hardware that serves before the update: the mean over that time. */
  readonly share: number
  /** Milliseconds with so many of them in service. */
  readonly timesMs: Readonly<Record<string, number>>
}

export interface Metrics {
  /** t_u − t_l. */
  readonly loadMs: number | null
  /** t(only new code runs) − t_u. */
  readonly updateMs: number | null
  /** Time of each part of the update, summed over its phases. */
  readonly parts: Readonly<Record<PhasePart, number>>
  /** Longest interval between successive good replies in [t_u, t_u + H]. */
  readonly serviceGapMs: number
  /** The same, less the longest one of the block's null update; null until the block is complete. */
  readonly serviceGapOverControlMs: number | null
  /** Requests intended in [t_u, t_u + H] and not good, as time at the offered rate (τ = 10 ms unless the workload says otherwise). */
  readonly downtimeMs: number
  readonly downtimeByTau: Readonly<Record<'10' | '100' | '1000', number>>
  readonly downtimeByCause: Readonly<Record<'lost' | 'late' | 'wrong' | 'errored' | 'refused', number>>
  readonly unavailability: number
  readonly worstWindow: Readonly<Record<'10' | '100' | '1000', number>>
  /** Good replies over H ÷ the null update's; null until the block is complete. */
  readonly efficiency: number | null
  /** The same over the update window [t_l, completion] alone. */
  readonly updateWindowEfficiency: number | null
  /** Capacity of v1 under the strategy ÷ capacity of v1 under `direct`. */
  readonly steadyStateRatio: number | null
  /** Capacity of the updated program ÷ capacity of the new version freshly started under the strategy. */
  readonly updatedSteadyStateRatio: number | null
  /** 1 − the least of X/X₀ over windows of 10 ms. */
  readonly depth: number | null
  /** Requests: the sum of (X₀ − X)⁺ over windows, less the null update's own. */
  readonly lostWork: number | null
  readonly latency: ByPeriod<Latency>
  /** Null under saturated load, where no arrival is intended. */
  readonly jitter: ByPeriod<Jitter> | null
  /** Null where the workload promises no deadline, and where none was due: in traced runs and under saturated load. */
  readonly deadlines: ByPeriod<DeadlineCount> | null
  /** Time after t_u from which the rate stays in its normal band for 1 s; `censored` if not within H. */
  readonly recoveryMs: number | null
  readonly recoveryCensored: boolean
  /** Null where no more than one unit serves; absent from trials stored before it was measured. */
  readonly unitsInService?: UnitsInService | null
  /** Peak heap ÷ `direct`'s; null until the block is complete. */
  readonly heapRatio: number | null
  /** Settled heap, and resident set, ÷ `direct`'s; likewise. */
  readonly settledHeapRatio: number | null
  readonly residentRatio: number | null
  /** Requests per second in the saturated stretches before and after the update. */
  readonly capacityBefore: number
  readonly capacityAfter: number
  readonly heapPeakBytes: number
  /** When all load has been served, after a full collection. */
  readonly heapSettledBytes: number
  /** Then, of the whole process, without what the line has written down of the requests. */
  readonly residentBytes: number
  readonly versionsResident: number
  /** Time resolution of the figures above: 1/λ plus the timer's. */
  readonly resolutionMs: number
}

/** A thing the reader should know about a trial, and what to do about it. */
export interface Warning {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

export interface Effort {
  /** Operator commands given. */
  readonly commands: number
  readonly supportLines: number
  /** Conditions, orders and groups that a human had to decide. */
  readonly decisions: number
}

export interface LoadDescription {
  readonly mode: 'saturated' | 'open'
  /** Share of the machine's `direct` capacity that `open` offers. */
  readonly share?: number
  /** Requests per second offered while measuring; the achieved rate where saturated. */
  readonly rate: number
  readonly arrivals: 'poisson' | 'constant' | 'bursts' | 'none'
}

/** What the workload's operators allow in downtime. */
export interface AllowanceDescription {
  readonly name: string
  readonly downtimeMs: number
  readonly perMs: number
}

export interface Environment {
  readonly cpu: string
  readonly cores: number
  readonly kernel: string
  readonly node: string
  readonly v8: string
  readonly flags: readonly string[]
  readonly commit: string
  readonly dirty: boolean
  readonly lockHash: string
  readonly load: number
  readonly stealShare: number
  readonly calibrationNs: number
  readonly host: string
}

/** How still the machine kept during a trial, seen by the process that waited for the trial's. */
export interface Noise {
  /** Longest time that it, which has next to nothing to do, was kept waiting. */
  readonly lagMs: number
  /** Share of the processors' time that other processes of the machine took; 0 where the system does not tell. */
  readonly othersShare: number
  /** Nanoseconds that 1,000 steps of the calibration loop took right before the trial and right after it. */
  readonly calibrationNs: readonly [before: number, after: number]
}

/** One line of `trials.jsonl`: one program, one strategy, one update, one load, one process tree. */
export interface TrialRecord {
  readonly schema: typeof recordSchema
  /** Hash of all that determines the trial. */
  readonly id: string
  readonly strategy: string
  readonly workload: string
  readonly update: string
  readonly from: string
  readonly to: string
  readonly changes: readonly ChangeKind[]
  readonly role: Role
  readonly forced: boolean
  /** Its procedure entries were traced: it shows violations, its figures are no measurement. Absent from a timed trial. */
  readonly traced?: boolean
  readonly block: number
  readonly position: number
  readonly seed: number
  readonly parameters: Readonly<Record<string, number>>
  readonly load: LoadDescription
  /** What the workload promises and may cost, where it says so. */
  readonly deadlineMs?: number
  readonly allowance?: AllowanceDescription
  readonly startedAt: string
  readonly outcome: Outcome
  readonly reason?: string
  readonly verdict: Verdict
  /**
   * Requests that were offered and not handed out, as the program was too far behind when the offered load had ended: not
   * good, and not wrong either. Absent where there were none.
   */
  readonly leftInQueue?: number
  readonly violations: Violations
  readonly metrics: Metrics
  readonly rates: Rates
  readonly phases: readonly PhaseSpan[]
  /** Latency histograms of before, during and after: HdrHistogram V2, compressed, base64; microseconds. */
  readonly histograms: Readonly<Record<'before' | 'during' | 'after', string>>
  readonly effort: Effort
  readonly warnings: readonly Warning[]
  readonly environment: Environment
  /** Absent where nobody watched: in tests, and from trials stored before there was a watch. */
  readonly noise?: Noise
}

/** A trial as tables and comparisons have it: without what only pictures of it need, and what most of its line is. */
export type Trial = Omit<TrialRecord, 'rates' | 'histograms' | 'phases'>
