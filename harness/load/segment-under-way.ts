import { countUpTo } from './count-up-to.ts'
import { ADVANCE, CLOSED, LEAVE, SEGMENT, type LineMemory } from './line-memory.ts'

/** The stretch of load that is under way, as one end of the line sees it: what has arrived, and when it ends. */
export class SegmentUnderWay {
  /** −1 before the first, the number of segments after the last. */
  index = -1
  first = 0
  startMs = 0
  isOpen = false
  isProbes = false
  /** It ends at this request, and (saturated) at this time. */
  limit = 0
  endMs = 0
  readonly #memory: LineMemory

  constructor(memory: LineMemory) {
    this.#memory = memory
  }

  /** A segment begins, with the request `next`; after the last one, the line closes. */
  begin(index: number, next: number, nowMs: number): void {
    const { control, segmentFirst, segmentStartMs, segmentLeft, plan } = this.#memory
    if (this.isOpen && this.#isLeft && next < this.limit) segmentLeft[this.index] = this.limit - next
    segmentFirst[index] = next
    segmentStartMs[index] = nowMs
    if (index >= plan.segments.length) Atomics.store(control, CLOSED, 1)
    this.enter(index)
    Atomics.store(control, SEGMENT, index + 1)
  }

  /** Takes up a segment that has begun, here or at another site. */
  enter(index: number): void {
    const { segmentFirst, segmentStartMs, plan, offsetsMs } = this.#memory
    const segment = plan.segments[index]
    this.index = index
    this.first = segmentFirst[index]!
    this.startMs = segmentStartMs[index]!
    this.isOpen = segment?.mode === 'open'
    this.isProbes = segment?.name === 'probes'
    const count = segment === undefined ? 0 : (segment.count ?? Infinity)
    this.limit = Math.min(plan.capacity, this.first + (this.isOpen ? Math.min(offsetsMs.length, count) : count))
    this.endMs = segment?.durationMs === undefined || this.isOpen ? Infinity : this.startMs + segment.durationMs
  }

  /** Nobody has gone on to another one yet. */
  get isUnderWay(): boolean {
    return Atomics.load(this.#memory.control, SEGMENT) - 1 === this.index && this.index >= 0
  }

  /** Whether request `id` has arrived. */
  hasArrived(id: number, nowMs: number): boolean {
    return !this.isOpen || this.#memory.offsetsMs[id - this.first]! <= nowMs - this.startMs
  }

  /** When request `id` is due, if it is not there already. */
  dueMs(id: number, nowMs: number): number {
    return this.isOpen ? this.startMs + this.#memory.offsetsMs[id - this.first]! : nowMs
  }

  /** What has arrived and is not handed out yet stays in the queue. */
  get #isLeft(): boolean {
    return Atomics.load(this.#memory.control, LEAVE) > this.index
  }

  /** @param next the next request that is handed out */
  hasEnded(next: number, nowMs: number): boolean {
    const { control, offsetsMs, plan } = this.#memory
    const advance = Atomics.load(control, ADVANCE)
    if (advance > this.index) {
      if (!this.isOpen || advance > plan.segments.length) return true
      // An open segment that is ended from outside still serves what has arrived by then.
      this.limit = Math.min(this.limit, this.first + countUpTo(offsetsMs, nowMs - this.startMs))
      if (this.#isLeft) return true
    }
    return next >= this.limit || nowMs >= this.endMs
  }
}
