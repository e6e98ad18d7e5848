import { faultCodes } from '../check/fault.ts'
import { markUpdate } from '../host/update-marks.ts'
import type { History, Segment } from '../load/history.ts'
import { measureTrial } from '../measure/metrics.ts'
import type { LedRound } from './lead-soak.ts'
import type { SoakRound } from './record.ts'
import type { SoakPlan } from './soak-plan.ts'

export interface RoundOptions {
  readonly windows: SoakPlan['trial']['windows']
  readonly tauMs: number
  readonly deadlineMs: number | undefined
  readonly offeredRate: number
  /** What the line writes down of a request. */
  readonly recordBytes: number
  /** The release that ran first. */
  readonly first: string
}

/** Measures each update of a soak as the update of a trial is measured, in its own stretches of load. */
export function measureRounds(
  rounds: readonly LedRound[],
  history: History,
  perRequest: Uint8Array,
  options: RoundOptions,
): readonly SoakRound[] {
  const stretches = splitRounds(history.segments)
  let release = options.first
  return rounds.map(({ step, led, stock, next }, number) => {
    const segments = stretches[number] ?? []
    const outcome = led.result?.outcome ?? 'none'
    const { metrics } = measureTrial({ ...history, segments, update: markUpdate(led, led.result) }, perRequest, {
      ...options.windows,
      ...options,
      timerMs: 0.001,
      rateWindowMs: 10,
      outcome,
      phases: stock.spans,
      memory: noMemory,
      unitsInService: null,
    })
    if (step !== undefined && outcome === 'completed') release = step.leg.declaration.to
    const { loadMs, updateMs, serviceGapMs, downtimeMs, latency, capacityAfter } = metrics
    const { heapBytes, externalBytes, residentBytes, versionsResident, oldObjects } = stock
    return {
      number,
      update: step?.leg.declaration.name ?? null,
      release,
      outcome,
      loadMs,
      updateMs,
      serviceGapMs,
      downtimeMs,
      latency,
      capacity: capacityAfter,
      wrong: countWrong(perRequest, segments),
      heapBytes,
      externalBytes,
      residentBytes: residentBytes - next * options.recordBytes,
      versionsResident,
      oldObjects,
    }
  })
}

/** The memory of a round is told by its stock. */
const noMemory = { heapPeakBytes: 0, heapSettledBytes: 0, residentBytes: 0, versionsResident: 0 }

/** The segments of each round: those from one `measured` to the next. */
function splitRounds(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const rounds: Segment[][] = []
  for (const segment of segments) {
    if (segment.name === 'measured') rounds.push([segment])
    else if (segment.name !== 'probes') rounds.at(-1)?.push(segment)
  }
  return rounds
}

function countWrong(perRequest: Uint8Array, segments: readonly Segment[]): number {
  const [first, end] = [segments[0]?.first ?? 0, segments.at(-1)?.end ?? 0]
  return perRequest.subarray(first, end).reduce((sum, code) => sum + (code === faultCodes.good ? 0 : 1), 0)
}
