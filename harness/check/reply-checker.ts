import type { Consistency, Model, Traffic } from '../../workloads/contract.ts'
import type { History, Segment } from '../load/history.ts'
import { Random } from '../load/random.ts'
import type { ObservableKind, ViolationExample } from '../store/record.ts'
import { Admission, type Step } from './admissible.ts'
import { explainOffence, getMoment } from './explanation.ts'
import type { Expectation } from './explanation.ts'
import { faultCodes } from './fault.ts'
import type { Fault } from './fault.ts'
import { checkOverlapping } from './overlapping-replies.ts'
import { markOvertaken } from './overtaken.ts'

export interface CheckOptions {
  readonly seed: number
  /** The version that ran when the trial began. */
  readonly from: string
  /** The updates that were made, in order. */
  readonly steps: readonly Step[]
  /** Concurrent activations of `main`; the order of replies is checked where there is one. */
  readonly processes: number
  /** The workload's promise for the measured segment, where its load is open. */
  readonly deadlineMs?: number | undefined
  /** What a request without a reply is taken to have done to the state; `served` unless said. */
  readonly unanswered?: Unanswered
  /** Replies are right if some order of the overlapping requests explains them; without it, in the order of their numbers. */
  readonly consistency?: Consistency<unknown, unknown> | undefined
  /** The check stops comparing replies after this time. */
  readonly limitMs?: number | undefined
}

/**
 * Served as the latest evidence has it, or by the new version wherever that was admissible: the one that took it may
 * have died before it answered anything.
 */
export type Unanswered = 'served' | 'served by new' | 'unserved'

export interface ReplyCheck {
  readonly violations: Readonly<Record<ObservableKind, number>>
  /** The first of each kind that occurred. */
  readonly examples: readonly ViolationExample[]
  /** One of `faultCodes` for each request; of several, order goes before number of replies, and that before content. */
  readonly perRequest: Uint8Array
  /** Replies that were not compared with the model, because of the time limit or because the search grew too large. */
  readonly unchecked: number
}

/** Between two looks at the clock. */
const requestsPerLook = 4096

/** One run over a history; `checkReplies` says by what rules. */
export class ReplyChecker<Request, Reply> {
  readonly #history: History
  readonly #traffic: Traffic<Request, Reply>
  readonly #model: Model<Request, Reply>
  readonly #options: CheckOptions
  readonly #admission: Admission
  readonly #random = new Random()
  readonly #stopMs: number

  readonly #codes: Uint8Array
  readonly #counts = createCounts()
  readonly #examples: ViolationExample[] = []
  #unchecked = 0
  #isTimeUp = false
  /** The version that the latest evidence points to. */
  #current: string

  constructor(history: History, traffic: Traffic<Request, Reply>, model: Model<Request, Reply>, options: CheckOptions) {
    this.#history = history
    this.#traffic = traffic
    this.#model = model
    this.#options = options
    this.#current = options.from
    this.#admission = new Admission(history, options.from, options.steps)
    this.#codes = new Uint8Array(history.count)
    this.#stopMs = performance.now() + (options.limitMs ?? Infinity)
  }

  check(): ReplyCheck {
    checkCovered(this.#history)
    if (this.#options.processes === 1) markOvertaken(this.#history, this.#codes)
    this.#markErrored()
    for (const segment of this.#history.segments) this.#checkSegment(segment)
    if (this.#options.consistency !== undefined) this.#checkOverlapping(this.#options.consistency)
    this.#checkErrorsWithoutRequests()
    return {
      violations: this.#counts,
      examples: this.#examples,
      perRequest: this.#codes,
      unchecked: this.#unchecked,
    }
  }

  #markErrored(): void {
    for (const { outstanding } of this.#history.errors) {
      for (const id of outstanding) if (this.#history.replies[id] === 0) this.#codes[id] = faultCodes.errored
    }
  }

  #checkSegment(segment: Segment): void {
    const { replies, dueMs, doneMs } = this.#history
    const deadlineMs = (isTimed(segment) ? this.#options.deadlineMs : undefined) ?? Infinity
    for (let id = segment.first; id < segment.end; id++) {
      if (id % requestsPerLook === 0) this.#lookAtClock()
      if (replies[id] !== 1 || this.#codes[id] !== faultCodes.good) this.#noteDelivery(id, segment)
      if (doneMs[id]! - dueMs[id]! > deadlineMs) this.#note('late', id, segment)
      if (this.#options.consistency !== undefined) continue
      if (this.#isTimeUp) this.#unchecked += Math.min(replies[id]!, 1)
      else this.#checkContent(id, segment)
    }
  }

  #lookAtClock(): boolean {
    this.#isTimeUp = performance.now() > this.#stopMs
    return this.#isTimeUp
  }

  #checkOverlapping(consistency: Consistency<unknown, unknown>): void {
    this.#unchecked += checkOverlapping(this.#history, {
      consistency: consistency as Consistency<Request, Reply>,
      allVersions: this.#admission.versions,
      getRequest: (id) => this.#getRequest(id, this.#segmentOf(id)),
      digest: (reply) => this.#traffic.digest(reply),
      getVersions: (id) => this.#admission.of(id),
      isTimeUp: () => this.#lookAtClock(),
      noteWrong: (id, explainedBy, expectations) => {
        const isStale = this.#isStale(id, explainedBy)
        this.#noteContent(isStale ? 'stale' : 'wrong', id, this.#segmentOf(id), expectations)
      },
    })
  }

  /** One of those that would reply so had been in force before. */
  #isStale(id: number, speakers: readonly string[]): boolean {
    const before = this.#admission.before(id)
    return speakers.some((version) => before.includes(version))
  }

  #segmentOf(id: number): Segment {
    return this.#history.segments.find(({ end }) => id < end)!
  }

  /** For the few requests that did not get one reply, in order. */
  #noteDelivery(id: number, segment: Segment): void {
    const replies = this.#history.replies[id]!
    const mark = this.#codes[id]!
    if (replies === 0) this.#note(mark === faultCodes.errored ? 'errored' : 'lost', id, segment)
    if (replies > 1) this.#note('duplicated', id, segment)
    if (mark === faultCodes.outOfOrder) this.#note('outOfOrder', id, segment)
  }

  #checkContent(id: number, segment: Segment): void {
    const request = this.#getRequest(id, segment)
    const admissible = this.#admission.of(id)
    if (!admissible.includes(this.#current)) this.#current = admissible[0]!
    if (this.#history.replies[id] !== 0) {
      this.#model.apply(request, this.#judgeReply(id, request, admissible, segment))
    } else if (this.#options.unanswered !== 'unserved') {
      if (this.#options.unanswered === 'served by new') this.#current = admissible.at(-1)!
      this.#model.apply(request, this.#current)
    }
  }

  /** The version by which the model shall move on. */
  #judgeReply(id: number, request: Request, admissible: readonly string[], segment: Segment): string {
    const came = this.#history.digest[id]!
    if (admissible.length > 1) return this.#judgeSeveral(id, request, admissible, segment)
    const right = this.#current
    if (this.#digest(request, right) === came) return right
    const others = this.#admission.versions.filter((version) => version !== right)
    const speakers = others.filter((version) => this.#digest(request, version) === came)
    this.#noteContent(this.#isStale(id, speakers) ? 'stale' : 'wrong', id, segment)
    return speakers[0] ?? right
  }

  /** Where only some of them reply so, one of those served it: that which served the request before, if it can be. */
  #judgeSeveral(id: number, request: Request, admissible: readonly string[], segment: Segment): string {
    const speakers = admissible.filter((version) => this.#digest(request, version) === this.#history.digest[id]!)
    if (speakers.length === 0) this.#noteContent('wrong', id, segment)
    else if (!speakers.includes(this.#current)) this.#current = speakers[0]!
    return this.#current
  }

  #digest(request: Request, version: string): number {
    return this.#traffic.digest(this.#model.reply(request, version)) >>> 0
  }

  #getRequest(id: number, segment: Segment): Request {
    if (segment.name === 'probes') return this.#traffic.probe(id - segment.first)
    return this.#traffic.request(id, this.#random.reseed(this.#options.seed, id))
  }

  /** Whatever a probe's reply is instead of the right one, it shows a wrong state. */
  #noteContent(kind: 'wrong' | 'stale', id: number, segment: Segment, expectations?: readonly Expectation[]): void {
    this.#note(segment.name === 'probes' ? 'finalState' : kind, id, segment, expectations)
  }

  #note(kind: ObservableKind, id: number, segment: Segment, expectations?: readonly Expectation[]): void {
    if (kind !== 'late' && this.#codes[id] === faultCodes.good) this.#codes[id] = faultCodes[kind satisfies Fault]
    if (this.#counts[kind]++ === 0) this.#examples.push(this.#explain(kind, id, segment, expectations))
  }

  #explain(
    kind: ObservableKind,
    id: number,
    segment: Segment,
    known: readonly Expectation[] | undefined,
  ): ViolationExample {
    const body = this.#getRequest(id, segment)
    // Where requests overlap the model does not follow them: the search knows the states.
    const versions = this.#isTimeUp || this.#options.consistency !== undefined ? [] : this.#admission.versions
    const expectations = known ?? versions.map((version) => this.#expect(body, version))
    const overlap = this.#options.consistency === undefined ? {} : { overlapping: true }
    const admissible = this.#admission.explain(id)
    const update = this.#admission.marksAt(getMoment(this.#history, id))
    return explainOffence({ kind, id, body, admissible, expectations, update, ...overlap }, this.#history)
  }

  #expect(request: Request, version: string): Expectation {
    return { version, reply: this.#model.reply(request, version), digest: this.#digest(request, version) }
  }

  /** No request shows such an error, but a right program lets none escape, and has lost a process by it. */
  #checkErrorsWithoutRequests(): void {
    for (const { outstanding, process, message, atMs } of this.#history.errors) {
      if (outstanding.some((id) => this.#history.replies[id] === 0)) continue
      const explanation = `An error ended process ${process}, which owed no reply: ${message}.`
      if (this.#counts.errored++ === 0) this.#examples.push({ kind: 'errored', atMs, explanation })
    }
  }
}

/** Saturated load has no intended arrivals, and a program that is warming up owes no deadline. */
function isTimed({ name, mode }: Segment): boolean {
  return name === 'measured' && mode === 'open'
}

function createCounts(): Record<ObservableKind, number> {
  return { lost: 0, duplicated: 0, wrong: 0, errored: 0, outOfOrder: 0, late: 0, stale: 0, finalState: 0 }
}

/** A request outside every segment would go unchecked. */
function checkCovered({ segments, count: requests }: History): void {
  let next = 0
  for (const { name, first, end } of segments) {
    if (first !== next)
      throw new Error(`Segment ${name} begins with request ${first}; expected ${next}, where the one before it ends.`)
    next = end
  }
  if (next !== requests)
    throw new Error(`The segments end with request ${next}; expected ${requests}, the history's count.`)
}
