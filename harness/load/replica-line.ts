import type { Line, Received, Traffic } from '../../workloads/contract.ts'
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
  readonly #traffic: Traffic<Request, Reply>
  readonly #host: LineHost
  readonly #unit: number
  readonly #ordered: boolean
  readonly #random = new Random()
  readonly #waiting: Waiting[] = []
  readonly #mine = new Map<number, number>()
  /** Requests that this unit carries out after another one, without a reply, each with its process. */
  readonly #followed = new Map<number, number>()
  #alone = false
  #position: number
  readonly #segment: SegmentUnderWay
  #ports = 0
  /** Nothing is taken from here on. */
  #holdAt = Infinity
  #polling = false
  #yieldMs = 0
  #now = 0

  constructor(memory: LineMemory, traffic: Traffic<Request, Reply>, host: LineHost, unit: Unit) {
    this.#memory = memory
    this.#traffic = traffic
    this.#host = host
    this.#segment = new SegmentUnderWay(memory)
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
    return Atomics.load(this.#memory.control, CURSOR)
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
    return this.#underWay + behind
  }

  get #underWay(): number {
    return this.#mine.size + this.#followed.size
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
    if (this.#waiting.length === 0) this.#now = this.#host.now()
    if (this.#waiting.length === 0 && this.#now < this.#yieldMs) {
      const taken = this.#take(process, this.#now)
      if (taken !== undefined) return Promise.resolve(taken)
      if (this.#isOver) return Promise.resolve(undefined)
    }
    const { promise, resolve } = Promise.withResolvers<Received<Request> | undefined>()
    this.#waiting.push({ process, resolve: resolve as Waiting['resolve'] })
    this.#schedule()
    return promise
  }

  reply({ id }: Received<Request>, reply: Reply): void {
    if (this.#followed.delete(id)) return this.#endAlone()
    const { control, replies, doneMs, digest, rank } = this.#memory
    const earlier = replies[id]!
    const isMine = this.#mine.delete(id)
    // What was cut off is not answered any more.
    if (!isMine && earlier === 0) return
    if (isMine) this.#endAlone()
    replies[id] = Math.min(earlier + 1, 255)
    if (earlier > 0) return
    this.#now = this.#host.now()
    doneMs[id] = this.#now
    digest[id] = this.#traffic.digest(reply)
    rank[id] = Atomics.add(control, PROGRESS, 1)
  }

  /** The others may go on: those that wait look again at once. */
  #endAlone(): void {
    const wasAlone = this.#alone
    this.#alone = false
    if (wasAlone && this.#waiting.length > 0) this.#host.poll(() => this.#poll(), this.#now)
  }

  hold(at = this.#position): void {
    this.#holdAt = at
    if (!this.#held && this.#waiting.length > 0) this.#host.poll(() => this.#poll(), this.#now)
  }

  release(): void {
    this.#holdAt = Infinity
    if (this.#waiting.length > 0) this.#host.poll(() => this.#poll(), this.#now)
  }

  cutOff(): void {
    this.#mine.clear()
    this.#followed.clear()
    this.#endAlone()
  }

  /** A process is gone: what it had in hand never will be answered. */
  abandon(process: number): void {
    for (const taken of [this.#mine, this.#followed])
      for (const [id, taker] of taken) if (taker === process) taken.delete(id)
    this.#endAlone()
  }

  get #isOver(): boolean {
    const { control } = this.#memory
    return Atomics.load(control, CLOSED) === 1 && (this.#held || this.#position >= Atomics.load(control, CURSOR))
  }

  get #isRouted(): boolean {
    return (Atomics.load(this.#memory.control, ROUTED) & (1 << this.#unit)) !== 0
  }

  /** What a process has to do next: first what others have taken and every unit must carry out, then a request of its own. */
  #take(process: number, now: number): Received<Request> | undefined {
    while (!this.#held && !this.#alone) {
      const followed = this.#follow(process)
      if (followed !== 'none') return followed
      if (!this.#isRouted || !this.#lock()) return undefined
      try {
        // Meanwhile requests may have been routed to others.
        const taken = this.#isRouted ? this.#takeOwn(process, now) : undefined
        if (taken !== 'behind') return taken
      } finally {
        Atomics.store(this.#memory.control, LOCK, 0)
      }
    }
    return undefined
  }

  /** The next request that others have taken and that changes the state, once this unit is idle. */
  #follow(process: number): Received<Request> | undefined | 'none' {
    const taken = Math.min(Atomics.load(this.#memory.control, CURSOR), this.#holdAt)
    for (; this.#position < taken; this.#position++) {
      if (this.#mine.has(this.#position)) continue
      const body = this.#content(this.#position)
      if (!this.#changesState(body)) continue
      if (this.#ordered && this.#underWay > 0) return undefined
      this.#alone = this.#ordered
      this.#followed.set(this.#position, process)
      this.#tellPosition()
      return { id: this.#position++, body }
    }
    this.#tellPosition()
    return 'none'
  }

  #takeOwn(process: number, now: number): Received<Request> | undefined | 'behind' {
    const { control, dueMs, taker, takenAfter } = this.#memory
    this.#advance(now)
    const id = Atomics.load(control, CURSOR)
    if (id !== this.#position) return 'behind'
    if (!this.#mayGoOn(id)) return undefined
    if (Atomics.load(control, CLOSED) === 1 || !this.#isReady(id, now) || !this.#isQuietAt(id)) return undefined
    const body = this.#content(id)
    const alone = this.#ordered && this.#changesState(body)
    if (alone && this.#underWay > 0) return undefined
    this.#alone = alone
    this.#mine.set(id, process)
    this.#position = id + 1
    dueMs[id] = this.#segment.dueMs(id, now)
    taker[id] = process
    takenAfter[id] = Atomics.load(control, PROGRESS)
    Atomics.store(control, CURSOR, id + 1)
    return { id, body }
  }

  /** A unit that is to catch up says how far it is. */
  #tellPosition(): void {
    const { control } = this.#memory
    if (Atomics.load(control, CATCHING_UP) === this.#unit + 1) Atomics.store(control, CAUGHT_UP_TO, this.#position)
  }

  /** While another unit is to catch up it carries out two requests for each that is taken. */
  #mayGoOn(id: number): boolean {
    const { control } = this.#memory
    const catchingUp = Atomics.load(control, CATCHING_UP)
    if (catchingUp === 0 || catchingUp === this.#unit + 1) return true
    const caughtUp = Atomics.load(control, CAUGHT_UP_TO) - Atomics.load(control, CATCHING_FROM)
    return 2 * (id - Atomics.load(control, CAUGHT_FROM)) <= caughtUp
  }

  #lock(): boolean {
    for (let spin = 0; spin < spins; spin++) {
      if (Atomics.compareExchange(this.#memory.control, LOCK, 0, this.#unit + 1) === 0) return true
    }
    return false
  }

  #changesState(body: Request): boolean {
    return this.#traffic.changesState?.(body) ?? true
  }

  #content(id: number): Request {
    const { plan, segmentFirst, control } = this.#memory
    const probes = plan.segments.findIndex(({ name }) => name === 'probes')
    const hasProbes = probes !== -1 && Atomics.load(control, SEGMENT) > probes
    if (hasProbes && id >= segmentFirst[probes]!) return this.#traffic.probe(id - segmentFirst[probes]!)
    return this.#traffic.request(id, this.#random.reseed(plan.seed, id))
  }

  #isReady(id: number, now: number): boolean {
    return id < this.#segment.limit && this.#segment.hasArrived(id, now)
  }

  /** The first probe waits until no request is under way; those of processes that ask for the next one will not be answered. */
  #isQuietAt(id: number): boolean {
    const isFirstProbe = this.#segment.isProbes && id === this.#segment.first
    return !isFirstProbe || this.#underWay === 0 || this.#waiting.length >= this.#ports
  }

  /** Goes on to the segment that is under way, and to the next where that one has ended. */
  #advance(now: number): void {
    const { control, plan } = this.#memory
    const current = Atomics.load(control, SEGMENT) - 1
    const next = (): number => Atomics.load(control, CURSOR)
    if (current < 0) this.#segment.begin(0, next(), now)
    else if (current !== this.#segment.index) this.#segment.enter(current)
    while (this.#segment.index < plan.segments.length && this.#segment.hasEnded(next(), now))
      this.#segment.begin(this.#segment.index + 1, next(), now)
  }

  #schedule(): void {
    // While a request runs alone nothing can be handed out: its reply brings the next look.
    if (this.#polling || this.#alone) return
    this.#polling = true
    this.#host.poll(() => this.#poll(), this.#dueMs(this.#now))
  }

  /** When the next request is due, if nothing else can come before. */
  #dueMs(now: number): number {
    const next = Atomics.load(this.#memory.control, CURSOR)
    const isIdle = !this.#isRouted && this.#position === next
    if (this.#held || isIdle || !this.#isQuietAt(next)) return now + followingMs
    const isNext = this.#isRouted && this.#position === next && next < this.#segment.limit
    return isNext ? this.#segment.dueMs(next, now) : now
  }

  #poll(): void {
    this.#polling = false
    this.#now = this.#host.now()
    this.#yieldMs = this.#now + this.#host.quantumMs
    if (this.#host.flag[0]! < 0) this.#host.interrupt()
    while (this.#waiting.length > 0) {
      const taken = this.#take(this.#waiting[0]!.process, this.#now)
      if (taken === undefined && !this.#isOver) break
      this.#waiting.shift()!.resolve(taken)
    }
    if (this.#waiting.length > 0) this.#schedule()
  }
}
