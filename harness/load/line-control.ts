import {
  ADVANCE,
  CLOSED,
  CURSOR,
  ENDED,
  LEAVE,
  LEFT,
  PROGRESS,
  ROUTED,
  SEGMENT,
  type LineMemory,
} from './line-memory.ts'

/** The controller's view of a line. */
export class LineControl {
  readonly memory: LineMemory

  constructor(memory: LineMemory) {
    this.memory = memory
  }

  /** Index of the segment under way; −1 before the first, the number of segments after the last. */
  get segment(): number {
    return Atomics.load(this.memory.control, SEGMENT) - 1
  }

  get next(): number {
    return Atomics.load(this.memory.control, CURSOR)
  }

  /** `segment`, for the thread that serves the line itself: a plain read costs a fraction of an atomic one. */
  get ownSegment(): number {
    return this.memory.control[SEGMENT]! - 1
  }

  /** `next`, likewise. */
  get ownNext(): number {
    return this.memory.control[CURSOR]!
  }

  /** First replies so far. */
  get progress(): number {
    return Atomics.load(this.memory.control, PROGRESS)
  }

  get closed(): boolean {
    return Atomics.load(this.memory.control, CLOSED) === 1
  }

  /** Of the units that requests are routed to, none has a process left. */
  get ended(): boolean {
    const { control } = this.memory
    const routed = Math.max(1, Atomics.load(control, ROUTED))
    return (Atomics.load(control, ENDED) & routed) === routed
  }

  /** No process of the unit is left. */
  markEnded(unit = 0): void {
    Atomics.or(this.memory.control, ENDED, 1 << unit)
  }

  /** Requests are handed out to these units from now on. */
  route(units: readonly number[]): void {
    Atomics.store(
      this.memory.control,
      ROUTED,
      units.reduce((bits, unit) => bits | (1 << unit), 0),
    )
  }

  /** A unit takes part (again). */
  admit(unit: number): void {
    Atomics.and(this.memory.control, ENDED, ~(1 << unit))
  }

  /** Whether a reply is owed by now: a request was taken, or has arrived. */
  isOwed(nowMs: number): boolean {
    const { plan, offsetsMs, segmentFirst } = this.memory
    const segment = plan.segments[Math.max(0, this.segment)]
    if (this.closed || segment === undefined) return false
    if (segment.mode === 'saturated' || this.next > this.progress) return true
    return (offsetsMs[this.next - segmentFirst[this.segment]!] ?? Infinity) <= nowMs - this.segmentStartMs(this.segment)
  }

  /** Ends the segment `index` if it is still under way. */
  endSegment(index: number): void {
    Atomics.store(this.memory.control, ADVANCE, index + 1)
  }

  /** Ends all of the load: nothing more is handed out, not even what has arrived. */
  endAll(): void {
    this.endSegment(this.memory.plan.segments.length)
  }

  /** Of the open segment `index`, which has been ended: what has arrived and is not handed out by now never is. */
  leaveQueue(index: number): void {
    Atomics.store(this.memory.control, LEAVE, index + 1)
  }

  /** Requests that had arrived and were left in the queue. */
  get left(): number {
    return Atomics.load(this.memory.control, LEFT)
  }

  segmentStartMs(index: number): number {
    return this.memory.segmentStartMs[index] ?? 0
  }
}
