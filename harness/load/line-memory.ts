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

/** Words of the control array. */
export const CURSOR = 0
export const SEGMENT = 1
export const ADVANCE = 2
export const PROGRESS = 3
export const CLOSED = 4
export const HELD = 5
/** Units, as bits, of which no process is left. */
export const ENDED = 6
/** Units, as bits, that requests are routed to. */
export const ROUTED = 7
export const LOCK = 8
const CONTROL_WORDS = 16

/** The line's memory: shared by the site, which writes it, and the controller, which reads it. */
export interface LineMemory {
  readonly plan: LinePlan
  readonly control: Int32Array
  readonly segmentFirst: Int32Array
  readonly segmentStartMs: Float64Array
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
