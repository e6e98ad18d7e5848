import type { Line, Received, Traffic } from '../../workloads/contract.ts'
import { neverTaken, type History, type Segment } from './history.ts'
import { Random } from './random.ts'

/** A stretch of load, as planned. It ends after `count` requests, after `durationMs`, or when the controller says so. */
export interface SegmentPlan {
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
const HELD = 5
/** Units, as bits, of which no process is left. */
const ENDED = 6
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

/** What the line needs of the place where it runs: a thread on real time, or the explorer on virtual time. */
export interface LineHost {
  now(): number
  /** Calls back soon, after other work of the event loop. */
  poll(callback: () => void, atMs: number): void
  /** Takes notice of a command that waits. */
  interrupt(): void
  /** Its first word is negative while a command waits for the site. */
  readonly flag: Int32Array
  /** For how long the line may hand out requests before it lets the event loop run, in ms. */
  readonly quantumMs: number
}

/** The line as a site sees it. */
export interface Device<Request, Reply> {
  /** Number of the next request to be handed out. */
  readonly next: number
  /** Requests taken and not answered. */
  readonly outstanding: number
  /** Processes that wait for a request. */
  readonly receiving: number
  /** Requests before this one are in the site's state, or under way. */
  readonly position: number
  port(process: number): Line<Request, Reply>
  /** Takes nothing any more; one of several units first carries out what others took before request `at`. */
  hold(at?: number): void
  release(): void
  /** What is in hand is lost: replies to it do not count any more. */
  cutOff(): void
  abandon(process: number): void
  /** Requests that an earlier site took and did not answer: they are in this one's hands from now on. */
  takeUnanswered(): readonly Received<Request>[]
}

/**
 * The device: hands out requests and takes replies. Requests arrive by the clock passing their intended arrival; nobody
 * generates them at run time, so the generator cannot lag. One for each site; each process has a port of its own.
 */
export class SiteLine<Request, Reply> implements Device<Request, Reply> {
  readonly #memory: LineMemory
  readonly #traffic: Traffic<Request, Reply>
  readonly #host: LineHost
  readonly #flag: Int32Array
  readonly #random = new Random()
  readonly #waiting: { process: number; resolve: (request: Received<Request> | undefined) => void }[] = []
  readonly #seed: number
  #polling = false
  #now = 0
  #next: number
  #rank = 0
  /** Requests that an earlier site took and did not answer. */
  #unanswered: number
  /** The first request that this site hands out. */
  readonly #from: number
  #segment: number
  #first = 0
  #startMs = 0
  #open = false
  /** The present segment ends at this request, and (saturated) at this time. */
  #limit = 0
  #endMs = 0
  #cut = false
  #isProbes = false
  /** Probes show the final state, so they wait until nothing else is under way. */
  #awaitsQuiet = false
  #ports = 0
  /** Time at which the fast path must look up: the segment's end, or the event loop's turn. */
  #untilMs = 0
  #yieldMs = 0

  constructor(memory: LineMemory, traffic: Traffic<Request, Reply>, host: LineHost) {
    this.#memory = memory
    this.#traffic = traffic
    this.#host = host
    this.#flag = host.flag
    this.#seed = memory.plan.seed
    this.#next = memory.control[CURSOR]!
    this.#rank = memory.control[PROGRESS]!
    this.#unanswered = this.#next - this.#rank
    this.#from = this.#next
    this.#segment = memory.control[SEGMENT]! - 1
    this.#now = host.now()
    if (this.#segment < 0) this.#begin(0)
    else this.#resume()
  }

  /** Number of the next request to be handed out. */
  get next(): number {
    return this.#next
  }

  get position(): number {
    return this.#next
  }

  /** Requests that this site has taken and not answered. */
  get outstanding(): number {
    return this.#next - this.#rank - this.#unanswered
  }

  /** Processes that wait for a request. */
  get receiving(): number {
    return this.#waiting.length
  }

  port(process: number): Line<Request, Reply> {
    this.#ports++
    return {
      receive: () => this.receive(process),
      reply: (request, reply) => this.reply(request, reply),
    }
  }

  /**
   * A promise that is resolved already, where a request is there: made here, it costs less to await than the request
   * itself would, which might have a `then`.
   */
  receive(process: number): Promise<Received<Request> | undefined> {
    const id = this.#next
    if (
      this.#flag[0]! >= 0 &&
      this.#now < this.#untilMs &&
      id < this.#limit &&
      (!this.#open || this.#memory.offsetsMs[id - this.#first]! <= this.#now - this.#startMs)
    ) {
      return Promise.resolve(this.#handOut(id, process))
    }
    return this.#receiveSlowly(process)
  }

  reply(request: Received<Request>, reply: Reply): void {
    const memory = this.#memory
    const id = request.id
    const now = this.#host.now()
    this.#now = now
    const earlier = memory.replies[id]!
    // Of a reply so malformed that this throws, there must be no trace: it is the program's error.
    if (earlier === 0) memory.digest[id] = this.#traffic.digest(reply)
    memory.replies[id] = Math.min(earlier + 1, 255)
    if (earlier > 0) return
    memory.doneMs[id] = now
    memory.rank[id] = this.#rank
    memory.control[PROGRESS] = ++this.#rank
    if (this.#awaitsQuiet) this.#schedule()
  }

  #handOut(id: number, process: number): Received<Request> {
    const memory = this.#memory
    this.#next = id + 1
    memory.control[CURSOR] = id + 1
    memory.dueMs[id] = this.#open ? this.#startMs + memory.offsetsMs[id - this.#first]! : this.#now
    memory.taker[id] = process
    memory.takenAfter[id] = this.#rank
    return { id, body: this.#content(id) }
  }

  #content(id: number): Request {
    const traffic = this.#traffic
    if (this.#isProbes && id >= this.#first) return traffic.probe(id - this.#first)
    return traffic.request(id, this.#random.reseed(this.#seed, id))
  }

  /** Stops handing out requests; those that arrive meanwhile queue up. */
  hold(): void {
    this.#memory.control[HELD] = 1
    this.#untilMs = -1
  }

  release(): void {
    this.#memory.control[HELD] = 0
  }

  cutOff(): void {
    throw new Error('a line that one site serves ends with it: nothing is cut off before')
  }

  /** A process is gone: what it took and did not answer never will be. */
  abandon(process: number): void {
    this.#ports--
    const { taker, replies } = this.#memory
    for (let id = this.#from; id < this.#next; id++) if (taker[id] === process && replies[id] === 0) this.#unanswered++
    if (this.#awaitsQuiet) this.#schedule()
  }

  takeUnanswered(): readonly Received<Request>[] {
    if (this.#unanswered === 0) return []
    this.#unanswered = 0
    const ids = Array.from({ length: this.#from }, (_, id) => id).filter((id) => this.#memory.replies[id] === 0)
    return ids.map((id) => ({ id, body: this.#content(id) }))
  }

  #receiveSlowly(process: number): Promise<Received<Request> | undefined> {
    if (this.#flag[0]! < 0) this.#host.interrupt()
    this.#now = this.#host.now()
    if (this.#now < this.#yieldMs && this.#waiting.length === 0) {
      this.#advance()
      if (this.#closed) return Promise.resolve(undefined)
      if (this.#isReady()) return Promise.resolve(this.#handOut(this.#next, process))
    }
    return new Promise((resolve) => {
      this.#waiting.push({ process, resolve })
      this.#schedule()
    })
  }

  get #closed(): boolean {
    return this.#memory.control[CLOSED] === 1
  }

  #isReady(): boolean {
    const { control, offsetsMs } = this.#memory
    if (control[HELD] === 1 || this.#next >= this.#limit || !this.#isQuiet()) return false
    return !this.#open || offsetsMs[this.#next - this.#first]! <= this.#now - this.#startMs
  }

  /** No request is under way; those of processes that ask for the next one will not be answered any more. */
  #isQuiet(): boolean {
    if (!this.#awaitsQuiet) return true
    if (this.outstanding > 0 && this.#waiting.length < this.#ports) return false
    this.#awaitsQuiet = false
    this.#lookUpAt()
    return true
  }

  #schedule(): void {
    // While something else is under way, only a reply can bring the first probe: there is nothing to poll for.
    if (this.#polling || !this.#isQuiet()) return
    this.#polling = true
    const { control, offsetsMs } = this.#memory
    const held = control[HELD] === 1
    const atMs =
      this.#open && !held && this.#next < this.#limit ? this.#startMs + offsetsMs[this.#next - this.#first]! : this.#now
    this.#host.poll(() => this.#poll(), atMs)
  }

  #poll(): void {
    this.#polling = false
    this.#now = this.#host.now()
    this.#yieldMs = this.#now + this.#host.quantumMs
    if (this.#flag[0]! < 0) this.#host.interrupt()
    this.#advance()
    this.#lookUpAt()
    while (this.#waiting.length > 0 && (this.#closed || this.#isReady())) {
      const waiter = this.#waiting.shift()!
      waiter.resolve(this.#closed ? undefined : this.#handOut(this.#next, waiter.process))
    }
    if (this.#waiting.length > 0) this.#schedule()
  }

  /** Goes on to the next segment where this one has ended. */
  #advance(): void {
    while (!this.#closed && this.#hasEnded()) this.#begin(this.#segment + 1)
  }

  #hasEnded(): boolean {
    const { control, plan } = this.#memory
    if (control[ADVANCE]! > this.#segment) {
      if (!this.#open || control[ADVANCE]! > plan.segments.length) return true
      this.#cutOff()
    }
    return this.#next >= this.#limit || this.#now >= this.#endMs
  }

  /** An open segment that is ended from outside still serves what has arrived by then. */
  #cutOff(): void {
    if (this.#cut) return
    this.#cut = true
    this.#limit = Math.min(this.#limit, this.#first + countUpTo(this.#memory.offsetsMs, this.#now - this.#startMs))
  }

  #begin(index: number): void {
    const { control, segmentFirst, segmentStartMs, plan } = this.#memory
    segmentFirst[index] = this.#next
    segmentStartMs[index] = this.#now
    this.#segment = index
    if (index >= plan.segments.length) {
      control[CLOSED] = 1
      this.#limit = this.#next
    } else this.#enter(plan.segments[index]!)
    Atomics.store(control, SEGMENT, index + 1)
  }

  /** A site that takes the place of another goes on in the segment that is under way. */
  #resume(): void {
    this.release()
    const segment = this.#memory.plan.segments[this.#segment]
    if (segment !== undefined) this.#enter(segment)
  }

  #enter(segment: SegmentPlan): void {
    const { segmentFirst, segmentStartMs, plan, offsetsMs } = this.#memory
    this.#first = segmentFirst[this.#segment]!
    this.#startMs = segmentStartMs[this.#segment]!
    this.#open = segment.mode === 'open'
    this.#isProbes = segment.name === 'probes'
    this.#awaitsQuiet = this.#isProbes && this.#next === this.#first
    const most = this.#open ? Math.min(offsetsMs.length, segment.count ?? Infinity) : (segment.count ?? Infinity)
    this.#limit = Math.min(plan.capacity, this.#first + most)
    this.#endMs = segment.durationMs === undefined || this.#open ? Infinity : this.#startMs + segment.durationMs
    this.#cut = false
    this.#yieldMs = this.#now + this.#host.quantumMs
    this.#lookUpAt()
  }

  #lookUpAt(): void {
    this.#untilMs = this.#memory.control[HELD] === 1 || this.#awaitsQuiet ? -1 : Math.min(this.#endMs, this.#yieldMs)
  }
}

/** How many of the ascending values are at most `bound`. */
export function countUpTo(values: Float64Array, bound: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= bound) low = middle + 1
    else high = middle
  }
  return low
}

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

  /** Number of the first request of the segment `index` that has not arrived by a time. */
  arrivedBy(index: number, nowMs: number): number {
    const { segmentFirst, offsetsMs } = this.memory
    return segmentFirst[index]! + countUpTo(offsetsMs, nowMs - this.segmentStartMs(index))
  }

  segmentStartMs(index: number): number {
    return this.memory.segmentStartMs[index] ?? 0
  }
}

/** Reads the history of a trial out of its line. What has arrived by `endMs` and was never taken counts as lost. */
export function readHistory(memory: LineMemory, endMs: number, more: Pick<History, 'update' | 'errors'>): History {
  const control = new LineControl(memory)
  const { plan, segmentFirst, segmentStartMs, offsetsMs, dueMs, takenAfter } = memory
  const segments: Segment[] = []
  let count = control.next
  for (let index = 0; index <= Math.min(control.segment, plan.segments.length - 1); index++) {
    const { name, mode } = plan.segments[index]!
    const first = segmentFirst[index]!
    const startMs = segmentStartMs[index]!
    const isLast = index === control.segment
    const end = isLast
      ? mode === 'open'
        ? Math.max(control.next, first + countUpTo(offsetsMs, endMs - startMs))
        : control.next
      : segmentFirst[index + 1]!
    for (let id = control.next; id < end; id++) {
      dueMs[id] = startMs + offsetsMs[id - first]!
      takenAfter[id] = neverTaken
    }
    count = Math.max(count, end)
    segments.push({ name, mode, first, end, startMs, endMs: isLast ? endMs : segmentStartMs[index + 1]! })
  }
  const { doneMs, digest, replies, rank } = memory
  return { count, dueMs, doneMs, digest, replies, rank, takenAfter, segments, ...more }
}
