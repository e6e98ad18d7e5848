import { faultCodes } from '../check/fault.ts'
import type { History, Segment } from '../load/history.ts'
import type { Metrics } from '../store/record.ts'
import type { Periods } from './window.ts'

export type Downtime = Pick<
  Metrics,
  'downtimeMs' | 'downtimeByTau' | 'downtimeByCause' | 'unavailability' | 'worstWindow'
>

type Cause = keyof Metrics['downtimeByCause']

/**
 * Requests due in [command, horizon) and not good; those left in the queue are late. As downtime it is that number ÷ λ, so the time during which an
 * otherwise perfect service would have had to be away to spoil as many; as unavailability its share of all requests due.
 */
export function measureDowntime(
  history: History,
  perRequest: Uint8Array,
  segment: Segment,
  periods: Periods,
  { tauMs, ratePerMs }: { readonly tauMs: number; readonly ratePerMs: number },
): Downtime {
  const tally = tallyRequests(history, perRequest, segment, periods, tauMs)
  const toMs = (requests: number): number => (ratePerMs === 0 ? 0 : requests / ratePerMs)
  const ofCause = (cause: Cause): number => toMs(tally.byCause[causes[cause]]!)
  return {
    downtimeMs: toMs(tally.notGood),
    downtimeByTau: {
      '10': toMs(tally.notWithin10),
      '100': toMs(tally.notWithin100),
      '1000': toMs(tally.notWithin1000),
    },
    downtimeByCause: {
      lost: ofCause('lost'),
      late: ofCause('late'),
      wrong: ofCause('wrong'),
      errored: ofCause('errored'),
      refused: ofCause('refused'),
    },
    unavailability: tally.due > 0 ? tally.notGood / tally.due : getUnavailabilityOfIdle(segment),
    worstWindow: { '10': findWorst(tally, 10), '100': findWorst(tally, 100), '1000': findWorst(tally, 1000) },
  }
}

/** Places in `byCause`. `refused` stays 0: the line queues whatever the program does not take. */
const causes = { lost: 0, late: 1, wrong: 2, errored: 3, refused: 4 } as const satisfies Record<Cause, number>

/** Why a request is not good, by its fault: without one it can only be late. */
const causeOfFault = {
  good: 'late',
  lost: 'lost',
  // A reply that came twice, or out of its order, is not the right one.
  duplicated: 'wrong',
  wrong: 'wrong',
  errored: 'errored',
  outOfOrder: 'wrong',
  stale: 'wrong',
  finalState: 'wrong',
} as const satisfies Record<keyof typeof faultCodes, Cause>

/** Counts of requests due between command and horizon. */
interface Tally {
  readonly due: number
  readonly notGood: number
  readonly notWithin10: number
  readonly notWithin100: number
  readonly notWithin1000: number
  /** By `causes`. */
  readonly byCause: Float64Array
  /** In each millisecond after the command. */
  readonly dueIn: Uint32Array
  readonly notGoodIn: Uint32Array
}

function tallyRequests(
  { replies, dueMs, doneMs, leftDueMs }: History,
  perRequest: Uint8Array,
  segment: Segment,
  { commandMs, endMs }: Periods,
  tauMs: number,
): Tally {
  const milliseconds = Math.max(0, Math.ceil(endMs - commandMs))
  const [dueIn, notGoodIn] = [new Uint32Array(milliseconds), new Uint32Array(milliseconds)]
  const byCause = new Float64Array(Object.keys(causes).length)
  const causeOfCode = listCausesByCode()
  let [due, notGood, notWithin10, notWithin100, notWithin1000] = [0, 0, 0, 0, 0]
  const tally = (atMs: number, tookMs: number, cause: number): void => {
    if (atMs < commandMs || atMs >= endMs) return
    const millisecond = Math.floor(atMs - commandMs)
    due++
    dueIn[millisecond]!++
    if (tookMs > 10) notWithin10++
    if (tookMs > 100) notWithin100++
    if (tookMs > 1000) notWithin1000++
    if (tookMs <= tauMs) return
    notGood++
    notGoodIn[millisecond]!++
    byCause[cause]!++
  }
  for (let id = segment.first; id < segment.end; id++) {
    const code = replies[id] === 0 && perRequest[id] === faultCodes.good ? faultCodes.lost : perRequest[id]!
    tally(dueMs[id]!, code === faultCodes.good ? doneMs[id]! - dueMs[id]! : Infinity, causeOfCode[code]!)
  }
  for (const atMs of leftDueMs) tally(atMs, Infinity, causes.late)
  return { due, notGood, notWithin10, notWithin100, notWithin1000, byCause, dueIn, notGoodIn }
}

function listCausesByCode(): Uint8Array {
  const faults = Object.keys(faultCodes) as (keyof typeof faultCodes)[]
  const table = new Uint8Array(faults.length)
  for (const fault of faults) table[faultCodes[fault]] = causes[causeOfFault[fault]]
  return table
}

/** A saturated program that took no request at all was away; under open load, none was to be had. */
function getUnavailabilityOfIdle({ mode }: Segment): number {
  return mode === 'saturated' ? 1 : 0
}

/** The largest share of requests not good among those due in any window of so many ms, moved by 1 ms at a time. */
function findWorst({ dueIn, notGoodIn }: Tally, windowMs: number): number {
  let [worst, due, notGood] = [0, 0, 0]
  for (let end = 0; end < dueIn.length; end++) {
    due += dueIn[end]!
    notGood += notGoodIn[end]!
    if (end >= windowMs) {
      due -= dueIn[end - windowMs]!
      notGood -= notGoodIn[end - windowMs]!
    }
    // A window that is not full yet would judge by the few requests at its start.
    if (end >= Math.min(windowMs, dueIn.length) - 1 && due > 0) worst = Math.max(worst, notGood / due)
  }
  return worst
}
