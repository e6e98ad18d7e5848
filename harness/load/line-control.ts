import {
  ADVANCE,
  CATCHING_FROM,
  CATCHING_UP,
  CAUGHT_FROM,
  CAUGHT_UP_TO,
  CLOSED,
  CURSOR,
  ENDED,
  LEAVE,
  LOCK,
  PROGRESS,
  ROUTED,
  SEGMENT,
  type LineMemory,
} from './line-memory.ts'

/** A unit holds the lock for a fraction of a microsecond. */
const spins = 1_000_000
const controllerLock = 255

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

  /** Requests are handed out to these units from now on, and to no others: none of those takes the next one. */
  route(units: readonly number[]): void {
    const { control } = this.memory
    const bits = units.reduce((sum, unit) => sum | (1 << unit), 0)
    for (let spin = 0; spin < spins && Atomics.compareExchange(control, LOCK, 0, controllerLock) !== 0; spin++);
    Atomics.store(control, ROUTED, bits)
    Atomics.compareExchange(control, LOCK, controllerLock, 0)
  }

  /** A unit is gone: it may have been handing a request out. */
  unlock(unit: number): void {
    Atomics.compareExchange(this.memory.control, LOCK, unit + 1, 0)
  }

  /**
   * The units that serve leave this one time to catch up: for each request that they take it carries out two. So it
   * does catch up, whatever is asked of them, and they go on meanwhile.
   * @param position where the unit stands
   */
  letCatchUp(unit: number, position: number): void {
    const { control } = this.memory
    Atomics.store(control, CAUGHT_UP_TO, position)
    Atomics.store(control, CATCHING_FROM, position)
    Atomics.store(control, CAUGHT_FROM, this.next)
    Atomics.store(control, CATCHING_UP, unit + 1)
  }

  /** Nobody waits for anybody. */
  letRun(): void {
    Atomics.store(this.memory.control, CATCHING_UP, 0)
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

  segmentStartMs(index: number): number {
    return this.memory.segmentStartMs[index] ?? 0
  }
}
