import type { Line, Received, Traffic } from '../../workloads/contract.ts'
import type { Device, LineHost } from './line-host.ts'
import { CLOSED, CURSOR, HELD, PROGRESS, SEGMENT, type LineMemory } from './line-memory.ts'
import { Random } from './random.ts'
import { SegmentUnderWay } from './segment-under-way.ts'

/**
 * The device: hands out requests and takes replies. Requests arrive by the clock passing their intended arrival; nobody
 * generates them at run time, so the generator cannot lag. One for each site; each process has a port of its own.
 */
export class SiteLine<Request, Reply> implements Device<Request, Reply> {
  readonly #memory: LineMemory
  readonly #traffic: Traffic<Request, Reply>
  readonly #host: LineHost
  readonly #random = new Random()
  readonly #segment: SegmentUnderWay
  readonly #waiting: { process: number; resolve: (request: Received<Request> | undefined) => void }[] = []
  #polling = false
  #now = 0
  #next: number
  #rank = 0
  /** Requests that an earlier site took and did not answer. */
  #unanswered: number
  /** The first request that this site hands out. */
  readonly #from: number
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
    this.#segment = new SegmentUnderWay(memory)
    this.#next = memory.control[CURSOR]!
    this.#rank = memory.control[PROGRESS]!
    this.#unanswered = this.#next - this.#rank
    this.#from = this.#next
    this.#now = host.now()
    const index = memory.control[SEGMENT]! - 1
    if (index < 0) this.#begin(0)
    else this.#resume(index)
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

  /**
   * What a process calls for each request. The arrays are constants of these functions, so that compiled code has their
   * addresses and need not look them up: that was a tenth of all that the line costs.
   */
  port(process: number): Line<Request, Reply> {
    this.#ports++
    const { offsetsMs, control, dueMs, taker, takenAfter, replies, digest, doneMs, rank, plan } = this.#memory
    const [host, traffic, random, segment, flag] = [
      this.#host,
      this.#traffic,
      this.#random,
      this.#segment,
      this.#host.flag,
    ]
    return {
      receive: () => {
        const id = this.#next
        if (flag[0]! < 0 || this.#now >= this.#untilMs || id >= segment.limit) return this.#receiveSlowly(process)
        let due = this.#now
        if (segment.isOpen) {
          const offset = offsetsMs[id - segment.first]!
          if (offset > due - segment.startMs) return this.#receiveSlowly(process)
          due = segment.startMs + offset
        }
        this.#next = id + 1
        control[CURSOR] = id + 1
        dueMs[id] = due
        taker[id] = process
        takenAfter[id] = this.#rank
        const body = segment.isProbes
          ? traffic.probe(id - segment.first)
          : traffic.request(id, random.reseed(plan.seed, id))
        // A promise that is resolved already, with an object made here: so it is known that it has no `then`. To await
        // the request itself would cost more.
        return Promise.resolve({ id, body })
      },
      reply: (request, reply) => {
        const id = request.id
        const now = host.now()
        this.#now = now
        const earlier = replies[id]!
        if (earlier > 0) {
          replies[id] = Math.min(earlier + 1, 255)
          return
        }
        // Of a reply so malformed that this throws, there must be no trace: it is the program's error.
        digest[id] = traffic.digest(reply)
        replies[id] = 1
        doneMs[id] = now
        rank[id] = this.#rank
        control[PROGRESS] = ++this.#rank
        if (this.#awaitsQuiet) this.#schedule()
      },
    }
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

  /** Looks at all that the port does not: commands, the clock, the segment's end. */
  #receiveSlowly(process: number): Promise<Received<Request> | undefined> {
    if (this.#host.flag[0]! < 0) this.#host.interrupt()
    this.#now = this.#host.now()
    if (this.#now < this.#yieldMs && this.#waiting.length === 0) {
      this.#advance()
      if (this.#closed) return Promise.resolve(undefined)
      if (this.#isReady()) return Promise.resolve(this.#handOut(process))
    }
    return new Promise((resolve) => {
      this.#waiting.push({ process, resolve })
      this.#schedule()
    })
  }

  #handOut(process: number): Received<Request> {
    const { control, dueMs, taker, takenAfter } = this.#memory
    const id = this.#next++
    control[CURSOR] = this.#next
    dueMs[id] = this.#segment.dueMs(id, this.#now)
    taker[id] = process
    takenAfter[id] = this.#rank
    return { id, body: this.#content(id) }
  }

  #content(id: number): Request {
    const { isProbes, first } = this.#segment
    if (isProbes && id >= first) return this.#traffic.probe(id - first)
    return this.#traffic.request(id, this.#random.reseed(this.#memory.plan.seed, id))
  }

  get #closed(): boolean {
    return this.#memory.control[CLOSED] === 1
  }

  #isReady(): boolean {
    if (this.#memory.control[HELD] === 1 || this.#next >= this.#segment.limit || !this.#isQuiet()) return false
    return this.#segment.hasArrived(this.#next, this.#now)
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
    const isNext = this.#memory.control[HELD] !== 1 && this.#next < this.#segment.limit
    this.#host.poll(() => this.#poll(), isNext ? this.#segment.dueMs(this.#next, this.#now) : this.#now)
  }

  #poll(): void {
    this.#polling = false
    this.#now = this.#host.now()
    this.#yieldMs = this.#now + this.#host.quantumMs
    if (this.#host.flag[0]! < 0) this.#host.interrupt()
    this.#advance()
    this.#lookUpAt()
    while (this.#waiting.length > 0 && (this.#closed || this.#isReady())) {
      const waiter = this.#waiting.shift()!
      waiter.resolve(this.#closed ? undefined : this.#handOut(waiter.process))
    }
    if (this.#waiting.length > 0) this.#schedule()
  }

  /** Goes on to the next segment where this one has ended. */
  #advance(): void {
    while (!this.#closed && this.#segment.hasEnded(this.#next, this.#now)) this.#begin(this.#segment.index + 1)
  }

  #begin(index: number): void {
    this.#segment.begin(index, this.#next, this.#now)
    this.#entered()
  }

  /** A site that takes the place of another goes on in the segment that is under way. */
  #resume(index: number): void {
    this.release()
    this.#segment.enter(index)
    this.#entered()
  }

  #entered(): void {
    this.#awaitsQuiet = this.#segment.isProbes && this.#next === this.#segment.first
    this.#yieldMs = this.#now + this.#host.quantumMs
    this.#lookUpAt()
  }

  #lookUpAt(): void {
    const mustLook = this.#memory.control[HELD] === 1 || this.#awaitsQuiet
    this.#untilMs = mustLook ? -1 : Math.min(this.#segment.endMs, this.#yieldMs)
  }
}
