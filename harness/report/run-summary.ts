import type { InternalKind } from '../host/internal-kinds.ts'
import {
  observableKinds,
  type ObservableKind,
  type Outcome,
  type TrialRecord,
  type Verdict,
  type Violations,
  type Warning,
} from '../store/record.ts'
import { getMedianMetrics } from './median-metrics.ts'
import { mergeHistograms, readLatencies } from './merge-histograms.ts'

/**
 * What several trials of one strategy and update come to, in the form of a single one: medians of the metrics, percentiles
 * of all their requests together, the worst outcome and verdict, violations added up (those inside the program once, as they are of one traced run).
 */
export interface RunSummary extends TrialRecord {
  /** Trials of the strategy that it is made of. */
  readonly n: number
  /** Folder of the result set. */
  readonly set: string
  /** Every trial of every role, the strategy's and the controls'. */
  readonly trials: readonly TrialRecord[]
}

/** @param trials assembled trials of one update, at least one of them the strategy's */
export function summariseRun(trials: readonly TrialRecord[], set: string): RunSummary {
  const own = trials.filter(({ role }) => role === 'strategy')
  const [first, ...others] = own
  if (first === undefined) throw new Error('No trial of the strategy itself is there to be summarised.')
  const all: readonly [TrialRecord, ...TrialRecord[]] = [first, ...others]
  const metrics = getMedianMetrics([first.metrics, ...others.map((trial) => trial.metrics)])
  const histograms = mergeHistograms(all.map((trial) => trial.histograms))
  return {
    ...getRepresentative(all),
    ...combineOutcomes(all),
    verdict: getWorst(
      all.map(({ verdict }) => verdict),
      verdictsWorstFirst,
    ),
    ...addLeft(all),
    violations: addViolations(all),
    metrics: {
      ...metrics,
      latency: others.length === 0 ? metrics.latency : readLatencies(histograms, metrics.latency),
    },
    histograms,
    warnings: getDistinct([...own, ...trials].flatMap(({ warnings }) => warnings)),
    n: all.length,
    set,
    trials,
  }
}

const outcomesWorstFirst = ['failed', 'stalled', 'refused', 'completed', 'none'] as const satisfies readonly Outcome[]
const verdictsWorstFirst = ['invalid', 'unknown', 'valid'] as const satisfies readonly Verdict[]

function getWorst<T>(values: readonly T[], worstFirst: readonly T[]): T {
  return worstFirst.find((value) => values.includes(value)) ?? values[0]!
}

/** The trial with the median service gap lends what is not a number: rates, phases, environment. */
function getRepresentative(all: readonly [TrialRecord, ...TrialRecord[]]): TrialRecord {
  const sorted = all.toSorted((a, b) => a.metrics.serviceGapMs - b.metrics.serviceGapMs || a.block - b.block)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? all[0]
}

function combineOutcomes(all: readonly TrialRecord[]): { outcome: Outcome; reason?: string } {
  const outcome = getWorst(
    all.map((trial) => trial.outcome),
    outcomesWorstFirst,
  )
  const alike = all.filter((trial) => trial.outcome === outcome)
  const reason = alike.find((trial) => trial.reason !== undefined)?.reason
  if (alike.length === all.length) return reason === undefined ? { outcome } : { outcome, reason }
  return { outcome, reason: `${alike.length} of ${all.length} trials${reason === undefined ? '' : `: ${reason}`}` }
}

function addViolations(all: readonly TrialRecord[]): Violations {
  const observable = addCounts(
    observableKinds,
    all.map(({ violations }) => violations.observable),
  )
  const internal = all.find(({ violations }) => violations.internal !== undefined)?.violations.internal
  const examples = all.flatMap(({ violations }) => violations.examples)
  const firsts = examples.filter(({ kind }, index) => examples.findIndex((other) => other.kind === kind) === index)
  const total = sum(observable) + (internal === undefined ? 0 : sum(internal))
  return internal === undefined
    ? { total, observable, examples: firsts }
    : { total, observable, internal, examples: firsts }
}

function addLeft(all: readonly TrialRecord[]): Pick<TrialRecord, 'leftInQueue'> {
  const leftInQueue = all.reduce((total, trial) => total + (trial.leftInQueue ?? 0), 0)
  return leftInQueue === 0 ? {} : { leftInQueue }
}

function addCounts<K extends ObservableKind | InternalKind>(
  kinds: readonly K[],
  all: readonly Readonly<Record<K, number>>[],
): Record<K, number> {
  const entries = kinds.map((kind) => [kind, all.reduce((total, counts) => total + (counts[kind] ?? 0), 0)])
  return Object.fromEntries(entries) as Record<K, number>
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0)
}

/** One warning of each kind, the strategy's own where it has one; how often it came is told by the trials. */
function getDistinct(warnings: readonly Warning[]): Warning[] {
  return warnings.filter(({ code }, index) => warnings.findIndex((other) => other.code === code) === index)
}
