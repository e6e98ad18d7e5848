import type { Segment } from './history.ts'

/** A stretch of load, as planned. It ends after `count` requests, after `durationMs`, or when the controller says so. */
interface SegmentPlan {
  readonly name: Segment['name']
  readonly mode: Segment['mode']
  readonly count?: number
  readonly durationMs?: number
}

export interface LinePlan {
  readonly seed: number
  readonly segments: readonly SegmentPlan[]
  /** Requests that the line can hold. */
  readonly capacity: number
}

/** Words that processors write all the time are kept apart: each has a cache line, and the one fetched with it, for itself. */
const apart = 32

/** Words of the control array. */
export const SEGMENT = 0
export const ADVANCE = 1
export const CLOSED = 2
export const HELD = 3
/** Units, as bits, of which no process is left. */
export const ENDED = 4
/** Units, as bits, that requests are routed to. */
export const ROUTED = 5
/** The unit that is to catch up, from 1; 0 if none is. */
export const CATCHING_UP = 6
/** Where that unit and the line stood when it began to. */
export const CATCHING_FROM = 7
export const CAUGHT_FROM = 8
/** Of an open segment, by its index + 1, what has arrived and is not handed out yet stays in the queue. */
export const LEAVE = 9
/** Where the unit that is to catch up stands. */
export const CAUGHT_UP_TO = apart
export const CURSOR = 2 * apart
export const PROGRESS = 3 * apart
/** The unit that hands a request out, from 1; 0 if none does. */
export const LOCK = 4 * apart
const CONTROL_WORDS = 5 * apart

/** The line's memory: shared by the site, which writes it, and the controller, which reads it. */
export interface LineMemory {
  readonly plan: LinePlan
  readonly control: Int32Array
  readonly segmentFirst: Int32Array
  readonly segmentStartMs: Float64Array
  /** Requests of each segment that had arrived and were left in the queue. */
  readonly segmentLeft: Int32Array
  /** Intended arrivals of the open segment, ms from its start. */
  readonly offsetsMs: Float64Array
  readonly dueMs: Float64Array
  readonly doneMs: Float64Array
  readonly digest: Uint32Array
  readonly replies: Uint8Array
  readonly rank: Uint32Array
  /** First replies that had been sent when the request was handed out. */
  readonly takenAfter: Uint32Array
  /** Process that took the request, from 1; 0 if none did. */
  readonly taker: Uint8Array
}

/** What the line writes down of each request, in bytes. */
export function getRecordBytes({ plan, ...arrays }: LineMemory): number {
  return Object.values(arrays).reduce(
    (sum, array) => sum + (array.length === plan.capacity ? array.BYTES_PER_ELEMENT : 0),
    0,
  )
}

export function createLineMemory(plan: LinePlan, offsetsMs: Float64Array): LineMemory {
  const { capacity, segments } = plan
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes)
  const offsets = new Float64Array(shared(offsetsMs.byteLength))
  offsets.set(offsetsMs)
  return {
    plan,
    control: new Int32Array(shared(CONTROL_WORDS * 4)),
    segmentFirst: new Int32Array(shared((segments.length + 1) * 4)),
    segmentStartMs: new Float64Array(shared((segments.length + 1) * 8)),
    segmentLeft: new Int32Array(shared((segments.length + 1) * 4)),
    offsetsMs: offsets,
    dueMs: new Float64Array(shared(capacity * 8)),
    doneMs: new Float64Array(shared(capacity * 8)),
    digest: new Uint32Array(shared(capacity * 4)),
    replies: new Uint8Array(shared(capacity)),
    rank: new Uint32Array(shared(capacity * 4)),
    takenAfter: new Uint32Array(shared(capacity * 4)),
    taker: new Uint8Array(shared(capacity)),
  }
}
