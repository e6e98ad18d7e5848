import type { History, Segment, UpdateMarks } from '../load/history.ts'
import type { Metrics, Outcome, PhasePart, PhaseSpan, Rates, UnitsInService, Warning } from '../store/record.ts'
import { measureCapacity, measureOfferedRate } from './capacity.ts'
import { countDeadlines } from './deadlines.ts'
import { measureDowntime } from './downtime.ts'
import { measureJitter } from './jitter.ts'
import { measureLatency } from './latency.ts'
import type { EncodedHistograms } from './latency.ts'
import { countGoodReplies } from './rates.ts'
import { measureServiceGap } from './service-gap.ts'
import { getPeriods } from './window.ts'
import type { Periods } from './window.ts'

export interface MeasureOptions {
  /** H: how long after the update command a trial is looked at; the same for all trials of a block. */
  readonly horizonMs: number
  /** τ: a right reply that comes within it is good. */
  readonly tauMs: number
  /** Of each reply, where the workload promises one. */
  readonly deadlineMs?: number | undefined
  /** Resolution of the clock by which requests are stamped. */
  readonly timerMs: number
  /** Width of the windows in which good replies are counted: 1 or 10. */
  readonly rateWindowMs: number
  /** λ, requests per second. Where it is absent, the rate at which requests came is taken. */
  readonly offeredRate?: number | undefined
  readonly outcome: Outcome
  readonly phases: readonly PhaseSpan[]
  readonly memory: Memory
  readonly unitsInService: UnitsInService | null
}

type Memory = Pick<Metrics, 'heapPeakBytes' | 'heapSettledBytes' | 'residentBytes' | 'versionsResident'>

/** All that one trial tells by itself. `completeBlock` fills in what needs the controls of its block. */
export interface Measurement {
  readonly metrics: Metrics
  readonly rates: Rates
  readonly histograms: EncodedHistograms
  /** Requests per second: λ as offered, or what was reached where the load was saturated. */
  readonly rate: number
  readonly warnings: readonly Warning[]
}

/**
 * Measures one trial. `perRequest` holds the checker's code of each request; 0 is a right reply. A request is *good* if
 * its reply is right and comes within τ of its intended arrival.
 *
 * Under saturated load no arrival is intended: a request is due when the program takes it, and one that a stopped
 * program does not take is not missed. Downtime then counts only the requests taken and not well answered, and
 * the service gap and the lost work tell the rest.
 */
export function measureTrial(history: History, perRequest: Uint8Array, options: MeasureOptions): Measurement {
  const segment = getMeasured(history)
  const periods = getPeriods(segment, history.update, options)
  const rate = options.offeredRate ?? measureOfferedRate(history, segment, periods)
  const { latency, histograms } = measureLatency(history, segment, periods)
  const metrics: Metrics = {
    ...measureUpdate(history.update, options),
    ...measureDowntime(history, perRequest, segment, periods, { tauMs: options.tauMs, ratePerMs: rate / 1000 }),
    ...options.memory,
    unitsInService: options.unitsInService,
    ...unknownWithoutControls,
    serviceGapMs: measureServiceGap(history, perRequest, segment, periods, options.tauMs),
    latency,
    jitter: measureJitter(history, segment, periods),
    deadlines: countDeadlines(history, segment, periods, options.deadlineMs),
    capacityBefore: measureCapacity(history, perRequest, 'capacity-before'),
    capacityAfter: measureCapacity(history, perRequest, 'capacity-after'),
    resolutionMs: (rate === 0 ? 0 : 1000 / rate) + options.timerMs,
  }
  const rates = countGoodReplies(history, perRequest, segment, periods, options)
  return { metrics, rates, histograms, rate, warnings: listWarnings(periods, options) }
}

const unknownWithoutControls = {
  serviceGapOverControlMs: null,
  efficiency: null,
  updateWindowEfficiency: null,
  steadyStateRatio: null,
  updatedSteadyStateRatio: null,
  depth: null,
  lostWork: null,
  recoveryMs: null,
  recoveryCensored: false,
  heapRatio: null,
  settledHeapRatio: null,
  residentRatio: null,
} as const

function getMeasured({ segments }: History): Segment {
  const segment = segments.find(({ name }) => name === 'measured')
  if (segment !== undefined) return segment
  throw new Error(
    `A trial without a measured segment cannot be measured. It has: ${segments.map(({ name }) => name).join(', ')}.`,
  )
}

function measureUpdate(
  marks: UpdateMarks | undefined,
  { outcome, phases }: MeasureOptions,
): Pick<Metrics, 'loadMs' | 'updateMs' | 'parts'> {
  const parts: Record<PhasePart, number> = { load: 0, wait: 0, pause: 0, transform: 0, switch: 0, mixed: 0 }
  for (const { part, startMs, endMs } of phases) parts[part] += endMs - startMs
  if (marks === undefined || outcome === 'none') return { loadMs: null, updateMs: null, parts }
  const isCompleted = outcome === 'completed' && marks.completedMs !== undefined
  return {
    loadMs: marks.commandMs - marks.loadMs,
    updateMs: isCompleted ? marks.completedMs - marks.commandMs : null,
    parts,
  }
}

function listWarnings({ commandMs, endMs }: Periods, { horizonMs }: MeasureOptions): Warning[] {
  // The clock is read when the horizon has passed: what is missing by less than a millisecond is rounding.
  if (endMs - commandMs > horizonMs - 1) return []
  const seen = (endMs - commandMs).toFixed(0)
  return [
    {
      code: 'horizon-cut',
      message: `The measured load ended ${seen} ms after the update command, before the horizon of ${horizonMs} ms.`,
      remedy: 'Measure for longer, or set a shorter horizon for the whole block.',
    },
  ]
}
