import type { Line, Received, Traffic } from '../../workloads/contract.ts'
import { Credit } from './credit.ts'
import { InHand } from './in-hand.ts'
import type { Device, LineHost } from './line-host.ts'
import { neverDone, replyWords, type FromUnit, type ToUnit } from './line-messages.ts'
import { Random } from './random.ts'
import { Ranges } from './ranges.ts'
import type { Unit } from './replica-line.ts'

export interface RemoteHost extends Pick<LineHost, 'now' | 'poll' | 'quantumMs'> {
  post(message: FromUnit): void
}

interface Waiting {
  readonly process: number
  readonly resolve: (request: Received<unknown> | undefined) => void
}

/** So many replies, or requests that others took, are told of at once; fewer when the event loop has its turn. */
const batch = 32

/**
 * A unit's end of a line that it has no memory in common with. Like `ReplicaLine` it carries out the requests in their common
 * order, those that others took as far as they change the state; but it takes none by itself: it asks, and is told whose
 * each request is. What it has been given it carries out even when it is to hold, as nobody else will answer it.
 */
export class RemoteLine<Request, Reply> implements Device<Request, Reply> {
  readonly #traffic: Traffic<Request, Reply>
  readonly #host: RemoteHost
  readonly #ordered: boolean
  readonly #seed: number
  readonly #random = new Random()
  readonly #waiting: Waiting[] = []
  readonly #inHand = new InHand()
  readonly #ranges: Ranges
  readonly #credit = new Credit()
  readonly #replies = new Float64Array(batch * replyWords)
  #replyCount = 0
  #probesFrom = Infinity
  #alone = false
  #closed = false
  #position: number
  #ports = 0
  /** Nothing is taken from here on. */
  #holdAt = Infinity
  /** Of its own: those that a process has taken, or that were cut off before. */
  #taken = 0
  #toldAllowed = 0
  #toldPosition: number
  #mustSettle = false
  #isPolling = false
  #isTelling = false
  #yieldMs = 0
  #now = 0

  constructor(traffic: Traffic<Request, Reply>, host: RemoteHost, unit: Unit, seed: number) {
    this.#traffic = traffic
    this.#host = host
    this.#ordered = unit.ordered
    this.#seed = seed
    this.#position = unit.position
    this.#toldPosition = unit.position
    this.#ranges = new Ranges(unit.position)
    host.post({ from: unit.position, allowed: 0, position: unit.position, replies: new Float64Array(0) })
  }

  /** Whoever takes the place of a unit carries out what is in the common order: nothing is left over. */
  takeUnanswered(): readonly Received<Request>[] {
    return []
  }

  /** Number of the next request that any unit is given, as far as this one has heard. */
  get next(): number {
    return this.#ranges.end
  }

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

  port(process: number): Line<Request, Reply> {
    this.#ports++
    return {
      receive: () => this.#receive(process),
      reply: (request, reply) => this.#reply(process, request.id, reply),
    }
  }

  /** Takes what the line's end at home says. */
  take({ ranges, probesFrom, closed, settle }: ToUnit): void {
    for (const end of ranges) this.#ranges.add(Math.abs(end), end < 0)
    this.#probesFrom = probesFrom ?? this.#probesFrom
    this.#closed ||= closed === true
    this.#mustSettle ||= settle === true
    this.#credit.adapt(this.#host.now())
    this.#serve()
    this.#tellSoon()
  }

  /** Takes no more; what has been given to it, and what others took before request `at`, it first carries out. */
  hold(at = Math.max(this.#position, this.#ranges.ownEnd)): void {
    this.#holdAt = at
    this.#lookAtOnce()
  }

  release(): void {
    this.#holdAt = Infinity
    this.#lookAtOnce()
  }

  cutOff(): void {
    this.#inHand.clear()
    this.#alone = false
    this.#taken += this.#ranges.disown(this.#position)
    if (Number.isFinite(this.#holdAt)) this.#holdAt = this.#position
    this.#lookAtOnce()
    this.#tellSoon()
  }

  /** A process is gone: what it had in hand never will be answered. */
  abandon(process: number): void {
    this.#ports--
    for (const id of this.#inHand.of(process)) this.#write(id, process, 0, neverDone)
    this.#inHand.abandon(process)
    this.#endAlone()
    this.#tellSoon()
  }

  /** Tells what there is to be told, at once: what is done next may be the last that this unit does. */
  flush(): void {
    this.#isTelling = false
    const settled = this.#mustSettle && this.#isSettled
    const isFar = this.#position - this.#toldPosition >= batch
    if (this.#replyCount === 0 && !settled && !isFar && !this.#mustAsk) return
    this.#toldAllowed = this.#taken + this.#creditNow
    this.#toldPosition = this.#position
    const replies = this.#replies.slice(0, this.#replyCount * replyWords)
    this.#replyCount = 0
    if (settled) this.#mustSettle = false
    this.#host.post({
      allowed: this.#toldAllowed,
      position: this.#position,
      replies,
      ...(settled ? { settled } : {}),
    })
  }

  #receive(process: number): Promise<Received<Request> | undefined> {
    if (this.#waiting.length === 0 && this.#now < this.#yieldMs) {
      const taken = this.#take(process)
      if (taken !== undefined) return Promise.resolve(taken)
      if (this.#isOver) return Promise.resolve(undefined)
    }
    const { promise, resolve } = Promise.withResolvers<Received<Request> | undefined>()
    this.#waiting.push({ process, resolve: resolve as Waiting['resolve'] })
    if (this.#waiting.length >= this.#ports) this.#credit.beginIdle(this.#now)
    this.#lookAtOnce()
    this.#tellSoon()
    return promise
  }

  #reply(process: number, id: number, reply: Reply): void {
    this.#now = this.#host.now()
    const whose = this.#inHand.delete(id)
    this.#endAlone()
    if (whose === 'followed') return
    // Of a reply so malformed that this throws, there must be no trace: it is the program's error.
    if (whose === 'own') this.#write(id, process, this.#traffic.digest(reply), this.#now)
    // Nobody's: it was cut off, or it is one too many.
    else this.#write(id, 0, 0, this.#now)
  }

  #write(id: number, process: number, digest: number, doneMs: number): void {
    this.#replies.set([id, process, digest >>> 0, doneMs], this.#replyCount * replyWords)
    this.#replyCount++
    if (this.#replyCount === batch) this.flush()
    else this.#tellSoon()
  }

  /** The others may go on. */
  #endAlone(): void {
    if (this.#inHand.size === 0) this.#alone = false
    this.#lookAtOnce()
  }

  get #isHeld(): boolean {
    return this.#position >= this.#holdAt
  }

  get #isOver(): boolean {
    return this.#closed && (this.#isHeld || this.#position >= this.#ranges.end)
  }

  /** Nothing of its own is to be taken or answered; of processes that all ask for the next one, no answer is to come. */
  get #isSettled(): boolean {
    if (this.#position < this.#ranges.ownEnd) return false
    return this.#inHand.size === 0 || this.#waiting.length >= this.#ports
  }

  get #creditNow(): number {
    return Math.max(this.#ports, this.#credit.requests)
  }

  /** Half of what it may have in hand is there, or on its way; the other half is asked for. */
  get #mustAsk(): boolean {
    return this.#ports > 0 && 2 * (this.#toldAllowed - this.#taken) <= this.#creditNow
  }

  /** What a process has to do next: the next request that this unit was given, or another's that changes the state. */
  #take(process: number): Received<Request> | undefined {
    while (!this.#isHeld && !this.#alone && this.#position < this.#ranges.end) {
      const id = this.#position
      const isOwn = this.#ranges.isOwn(id)
      const body = this.#content(id)
      const changes = this.#traffic.changesState?.(body) ?? true
      if (!isOwn && !changes) {
        this.#position++
        continue
      }
      const alone = this.#ordered && changes
      if (alone && this.#inHand.size > 0) return undefined
      this.#alone = alone
      this.#inHand.add(id, process, isOwn ? 'own' : 'followed')
      this.#position++
      this.#credit.count(this.#now)
      if (isOwn) this.#taken++
      this.#tellOfTaken()
      return { id, body }
    }
    return undefined
  }

  #content(id: number): Request {
    if (id >= this.#probesFrom) return this.#traffic.probe(id - this.#probesFrom)
    return this.#traffic.request(id, this.#random.reseed(this.#seed, id))
  }

  /** A busy unit asks in time, so that the next requests are there when it comes to them. */
  #tellOfTaken(): void {
    const isFar = this.#position - this.#toldPosition >= batch
    if (isFar || (this.#mustAsk && this.#creditNow >= batch)) this.flush()
    else if (this.#mustAsk) this.#tellSoon()
  }

  #tellSoon(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#host.poll(() => this.flush(), this.#now)
  }

  #lookAtOnce(): void {
    const isWork = this.#position < this.#ranges.end && !this.#alone
    if (this.#isPolling || this.#waiting.length === 0 || !(isWork || this.#isOver)) return
    this.#isPolling = true
    this.#host.poll(() => {
      this.#isPolling = false
      this.#serve()
    }, this.#now)
  }

  #serve(): void {
    this.#now = this.#host.now()
    this.#yieldMs = this.#now + this.#host.quantumMs
    for (let waiter = this.#waiting.shift(); waiter !== undefined; waiter = this.#waiting.shift()) {
      const taken = this.#take(waiter.process)
      if (taken === undefined && !this.#isOver) {
        this.#waiting.unshift(waiter)
        return
      }
      waiter.resolve(taken)
    }
  }
}
