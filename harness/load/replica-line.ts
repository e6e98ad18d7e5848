import type { Line, Received, Traffic } from '../../workloads/contract.ts'
import { InHand } from './in-hand.ts'
import type { Device, LineHost } from './line-host.ts'
import {
  CATCHING_FROM,
  CATCHING_UP,
  CAUGHT_FROM,
  CAUGHT_UP_TO,
  CLOSED,
  CURSOR,
  LOCK,
  PROGRESS,
  ROUTED,
  SEGMENT,
  type LineMemory,
} from './line-memory.ts'
import { Random } from './random.ts'
import { SegmentUnderWay } from './segment-under-way.ts'

/** One of several units that serve a line together: each has the whole state. */
export interface Unit {
  /** Its bit in the routing word. */
  readonly number: number
  /** What changes the state runs alone, so that concurrent processes cannot make the units differ. */
  readonly ordered: boolean
  /** Requests are handed out to it from the start. */
  readonly routed: boolean
  /** Requests before this one are in the state that it was started with. */
  readonly position: number
}

interface Waiting {
  readonly process: number
  readonly resolve: (request: Received<unknown> | undefined) => void
}

/** How often a unit that no requests are routed to looks what the others have taken. */
const followingMs = 3

/** How often a unit that leaves another one time to catch up looks how far that is. */
const leavingTimeMs = 0.05

/** Looks at the lock before other work has its turn. */
const spins = 1000

/**
 * A line that several units serve: the requests' common order is that of their numbers. A unit takes the next request if
 * requests are routed to it. One that changes the state is carried out by every other unit too, in the same order,
 * without a reply. Where the units are ordered it runs alone at each, and all have the same state after it; else the
 * processes of a unit run as they please, and what they do to each other can differ from unit to unit.
 */
export class ReplicaLine<Request, Reply> implements Device<Request, Reply> {
  readonly #memory: LineMemory
  readonly #control: Int32Array
  readonly #traffic: Traffic<Request, Reply>
  readonly #host: LineHost
  readonly #unit: number
  readonly #ordered: boolean
  readonly #random = new Random()
  readonly #waiting: Waiting[] = []
  readonly #inHand = new InHand()
  /** Number of the segment with the probes; −1 if there is none. */
  readonly #probes: number
  #alone = false
  #position: number
  /** Requests before this one have been taken by some unit, as far as this one has looked. */
  #seen = 0
  readonly #segment: SegmentUnderWay
  #ports = 0
  /** Nothing is taken from here on. */
  #holdAt = Infinity
  #isPolling = false
  #polls = 0
  #yieldMs = 0
  #now = 0

  constructor(memory: LineMemory, traffic: Traffic<Request, Reply>, host: LineHost, unit: Unit) {
    this.#memory = memory
    this.#control = memory.control
    this.#traffic = traffic
    this.#host = host
    this.#segment = new SegmentUnderWay(memory)
    this.#probes = memory.plan.segments.findIndex(({ name }) => name === 'probes')
    this.#unit = unit.number
    this.#position = unit.position
    this.#ordered = unit.ordered
  }

  /** Whoever takes the place of a unit carries out what is in the common order: nothing is left over. */
  takeUnanswered(): readonly Received<Request>[] {
    return []
  }

  /** Number of the next request that any unit takes. */
  get next(): number {
    return Atomics.load(this.#control, CURSOR)
  }

  /** Requests before this one are in this unit's state, or under way. */
  get position(): number {
    return this.#position
  }

  get receiving(): number {
    return this.#waiting.length
  }

  get outstanding(): number {
    const behind = Number.isFinite(this.#holdAt) ? Math.max(0, this.#holdAt - this.#position) : 0
    return this.#inHand.size + behind
  }

  get #held(): boolean {
    return this.#position >= this.#holdAt
  }

  port(process: number): Line<Request, Reply> {
    this.#ports++
    return {
      receive: () => this.receive(process),
      reply: (request, reply) => this.reply(request, reply),
    }
  }

  receive(process: number): Promise<Received<Request> | undefined> {
    if (this.#host.flag[0]! < 0) this.#host.interrupt()
    if (this.#waiting.length === 0 && this.#now < this.#yieldMs) {
      const taken = this.#take(process)
      if (taken !== undefined) return Promise.resolve(taken)
      if (this.#isOver) return Promise.resolve(undefined)
    }
    const { promise, resolve } = Promise.withResolvers<Received<Request> | undefined>()
    this.#waiting.push({ process, resolve: resolve as Waiting['resolve'] })
    this.#schedule()
    return promise
  }

  reply({ id }: Received<Request>, reply: Reply): void {
    this.#now = this.#host.now()
    const whose = this.#inHand.delete(id)
    if (whose === 'followed') return this.#endAlone()
    const { replies, doneMs, digest, rank } = this.#memory
    const earlier = replies[id]!
    // What was cut off is not answered any more.
    if (whose === undefined && earlier === 0) return
    if (whose !== undefined) this.#endAlone()
    if (earlier > 0) {
      replies[id] = Math.min(earlier + 1, 255)
      return
    }
    // Of a reply so malformed that this throws, there must be no trace: it is the program's error.
    digest[id] = this.#traffic.digest(reply)
    replies[id] = 1
    doneMs[id] = this.#now
    rank[id] = Atomics.add(this.#control, PROGRESS, 1)
  }

  /** The others may go on: those that wait look again at once. */
  #endAlone(): void {
    if (!this.#alone) return
    this.#alone = false
    this.#lookAtOnce()
  }

  hold(at = this.#position): void {
    this.#holdAt = at
    if (!this.#held) this.#lookAtOnce()
  }

  release(): void {
    this.#holdAt = Infinity
    this.#lookAtOnce()
  }

  cutOff(): void {
    this.#inHand.clear()
    this.#endAlone()
  }

  /** A process is gone: what it had in hand never will be answered. */
  abandon(process: number): void {
    this.#inHand.abandon(process)
    this.#endAlone()
  }

  get #isOver(): boolean {
    if (Atomics.load(this.#control, CLOSED) === 0) return false
    return this.#held || this.#position >= Atomics.load(this.#control, CURSOR)
  }

  get #isRouted(): boolean {
    return (Atomics.load(this.#control, ROUTED) & (1 << this.#unit)) !== 0
  }

  /** What a process has to do next: first what others have taken and every unit must carry out, then a request of its own. */
  #take(process: number): Received<Request> | undefined {
    while (!this.#held && !this.#alone) {
      const toFollow = this.#follow(process)
      if (toFollow !== 'none') return toFollow
      if (this.#held || !this.#isRouted) return undefined
      const taken = this.#takeOwn(process)
      if (taken !== 'behind') return taken
    }
    return undefined
  }

  /** The next request that others have taken and that changes the state, once this unit is idle. */
  #follow(process: number): Received<Request> | undefined | 'none' {
    if (this.#position >= this.#seen) this.#look()
    const taken = Math.min(this.#seen, this.#holdAt)
    for (; this.#position < taken; this.#position++) {
      const body = this.#content(this.#position)
      if (!this.#changesState(body)) continue
      if (this.#ordered && this.#inHand.size > 0) return undefined
      this.#alone = this.#ordered
      this.#inHand.add(this.#position, process, 'followed')
      this.#tellPosition()
      return { id: this.#position++, body }
    }
    return 'none'
  }

  #look(): void {
    this.#seen = Atomics.load(this.#control, CURSOR)
    this.#tellPosition()
  }

  /** If this unit is to catch up, it says how far it is. */
  #tellPosition(): void {
    if (Atomics.load(this.#control, CATCHING_UP) === this.#unit + 1)
      Atomics.store(this.#control, CAUGHT_UP_TO, this.#position)
  }

  /** The next request of all. It is made before the lock is taken, which is held for as short as can be. */
  #takeOwn(process: number): Received<Request> | undefined | 'behind' {
    const [id, segment] = [this.#position, this.#segment]
    if (!this.#enterSegment(id)) return 'behind'
    if (!this.#isReady(id) || !this.#mayGoOn(id)) return undefined
    const body = this.#content(id)
    const alone = this.#ordered && this.#changesState(body)
    if (alone && this.#inHand.size > 0) return undefined
    if (!this.#lock()) return undefined
    const { dueMs, taker, takenAfter } = this.#memory
    const isNext = Atomics.load(this.#control, CURSOR) === id && this.#isRouted && segment.isUnderWay
    if (isNext) {
      dueMs[id] = segment.dueMs(id, this.#now)
      taker[id] = process
      takenAfter[id] = Atomics.load(this.#control, PROGRESS)
      Atomics.store(this.#control, CURSOR, id + 1)
    }
    this.#unlock()
    // Meanwhile another unit has taken it, or nothing is routed to this one any more.
    if (!isNext) {
      this.#look()
      return 'behind'
    }
    this.#alone = alone
    this.#inHand.add(id, process, 'own')
    this.#position = id + 1
    this.#seen = id + 1
    return { id, body }
  }

  /** Goes on to the segment that is under way, and to the next where that one has ended. @returns false where others were faster */
  #enterSegment(id: number): boolean {
    const segment = this.#segment
    if (segment.isUnderWay && !segment.hasEnded(id, this.#now)) return true
    if (!this.#lock()) return true
    const isNext = Atomics.load(this.#control, CURSOR) === id
    if (isNext) this.#advance(id)
    this.#unlock()
    if (!isNext) this.#look()
    return isNext
  }

  #advance(next: number): void {
    const segment = this.#segment
    const current = Atomics.load(this.#control, SEGMENT) - 1
    if (current < 0) segment.begin(0, next, this.#now)
    else if (current !== segment.index) segment.enter(current)
    while (segment.index < this.#memory.plan.segments.length && segment.hasEnded(next, this.#now))
      segment.begin(segment.index + 1, next, this.#now)
  }

  /** While another unit is to catch up it carries out two requests for each that is taken. */
  #mayGoOn(id: number): boolean {
    const control = this.#control
    const catchingUp = Atomics.load(control, CATCHING_UP)
    if (catchingUp === 0 || catchingUp === this.#unit + 1) return true
    const caughtUp = Atomics.load(control, CAUGHT_UP_TO) - Atomics.load(control, CATCHING_FROM)
    return 2 * (id - Atomics.load(control, CAUGHT_FROM)) <= caughtUp
  }

  #lock(): boolean {
    for (let spin = 0; spin < spins; spin++) {
      if (Atomics.compareExchange(this.#control, LOCK, 0, this.#unit + 1) === 0) return true
    }
    return false
  }

  #unlock(): void {
    Atomics.store(this.#control, LOCK, 0)
  }

  #changesState(body: Request): boolean {
    return this.#traffic.changesState?.(body) ?? true
  }

  #content(id: number): Request {
    const { plan, segmentFirst } = this.#memory
    const hasProbes = this.#probes !== -1 && Atomics.load(this.#control, SEGMENT) > this.#probes
    if (hasProbes && id >= segmentFirst[this.#probes]!) return this.#traffic.probe(id - segmentFirst[this.#probes]!)
    return this.#traffic.request(id, this.#random.reseed(plan.seed, id))
  }

  #isReady(id: number): boolean {
    const segment = this.#segment
    if (Atomics.load(this.#control, CLOSED) === 1 || id >= segment.limit) return false
    return segment.hasArrived(id, this.#now) && this.#isQuietAt(id)
  }

  /** The first probe waits until no request is under way; those of processes that ask for the next one will not be answered. */
  #isQuietAt(id: number): boolean {
    const isFirstProbe = this.#segment.isProbes && id === this.#segment.first
    return !isFirstProbe || this.#inHand.size === 0 || this.#waiting.length >= this.#ports
  }

  #schedule(): void {
    // While a request runs alone nothing can be handed out: its reply brings the next look.
    if (this.#isPolling || this.#alone) return
    this.#pollAt(this.#dueMs(this.#now))
  }

  #lookAtOnce(): void {
    if (this.#waiting.length > 0) this.#pollAt(this.#now)
  }

  /** One look is to come at any time: a look at once takes the place of the one that was planned. */
  #pollAt(atMs: number): void {
    const number = ++this.#polls
    this.#isPolling = true
    this.#host.poll(() => {
      if (number === this.#polls) this.#poll()
    }, atMs)
  }

  /** When the next request is due, if nothing else can come before. */
  #dueMs(now: number): number {
    const next = Atomics.load(this.#control, CURSOR)
    const isIdle = !this.#isRouted && this.#position === next
    if (this.#held || isIdle || !this.#isQuietAt(next)) return now + followingMs
    if (!this.#mayGoOn(next)) return now + leavingTimeMs
    const isNext = this.#isRouted && this.#position === next && next < this.#segment.limit
    return isNext ? this.#segment.dueMs(next, now) : now
  }

  #poll(): void {
    this.#isPolling = false
    this.#now = this.#host.now()
    this.#yieldMs = this.#now + this.#host.quantumMs
    if (this.#host.flag[0]! < 0) this.#host.interrupt()
    while (this.#waiting.length > 0) {
      const taken = this.#take(this.#waiting[0]!.process)
      if (taken === undefined && !this.#isOver) break
      this.#waiting.shift()!.resolve(taken)
    }
    if (this.#waiting.length > 0) this.#schedule()
  }
}
