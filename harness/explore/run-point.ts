import { checkInvariants } from '../check/invariants.ts'
import { checkHistory } from '../check/observable.ts'
import { combineViolations } from '../check/violations.ts'
import type { SiteAgent } from '../host/agent.ts'
import { createMemoryMedium, type MemoryFiles } from '../host/disk-memory.ts'
import { createDisk } from '../host/disk.ts'
import type { UpdateResult } from '../host/messages.ts'
import { noNetwork } from '../host/neighbours.ts'
import { Site } from '../host/site.ts'
import { createMemoryStore } from '../host/stable-store.ts'
import { Trace } from '../host/trace.ts'
import { judgedOutcome, markUpdate } from '../host/update-marks.ts'
import { VirtualTime } from '../host/virtual-time.ts'
import { createLineMemory, LineControl, readHistory, SiteLine, type LineMemory } from '../load/line.ts'
import type { Prepared } from '../prepare.ts'
import type { Outcome, Violations } from '../store/record.ts'

/** What is explored: one program, one strategy, one update, a few requests. */
export interface Exploration {
  readonly prepared: Prepared
  readonly parameters: Readonly<Record<string, number>>
  readonly seed: number
  /** Requests during which the update is asked for. */
  readonly requests: number
}

/** A run with the update asked for at one point; without a point, the run that counts them. */
export interface PointResult {
  readonly point: number | undefined
  /** Boundaries that the run came past while the requests were served. */
  readonly boundaries: number
  /** Procedures on the stack at the point, innermost first, each with its version. */
  readonly stack: readonly string[]
  readonly outcome: Outcome
  readonly reason?: string
  /** Boundaries from the command to completion. */
  readonly delay: number
  readonly violations: Violations
}

/** Runs the program in this thread on virtual time, with the update at the given boundary. */
export function runPoint(exploration: Exploration, point: number | undefined): Promise<PointResult> {
  return new PointRun(exploration, point).run()
}

/** Index of the segment in which the update is asked for. */
const explored = 1

class PointRun {
  readonly #exploration: Exploration
  readonly #point: number | undefined
  readonly #time = new VirtualTime()
  readonly #trace = new Trace(() => this.#time.now())
  readonly #files: MemoryFiles = new Map()
  readonly #memory: LineMemory
  readonly #control: LineControl
  readonly #flag = new Int32Array(1)
  readonly #site: Site
  readonly #firstProbe: number
  #boundaries = 0
  #stack: readonly string[] = []
  #result: UpdateResult | undefined
  #commandMs = 0
  #commandNext = 0
  #settledAt = 0

  constructor(exploration: Exploration, point: number | undefined) {
    this.#exploration = exploration
    this.#point = point
    const { prepared, seed, requests } = exploration
    const { setup, probes } = prepared.traffic
    this.#firstProbe = setup + requests
    this.#memory = createLineMemory(
      {
        seed,
        capacity: setup + requests + probes,
        segments: [
          { name: 'setup', mode: 'saturated', count: setup },
          { name: 'measured', mode: 'saturated', count: requests },
          { name: 'probes', mode: 'saturated', count: probes },
        ],
      },
      new Float64Array(0),
    )
    this.#control = new LineControl(this.#memory)
    this.#site = this.#createSite()
  }

  async run(): Promise<PointResult> {
    const { order } = this.#exploration.prepared
    this.#site.start()
    const atBoundary = this.#trace.onBoundary
    this.#trace.onBoundary = () => {
      this.#passBoundary()
      atBoundary?.()
    }
    if (order !== undefined && this.#point !== undefined)
      this.#site.obey({ number: 0, command: { type: 'load', image: order.image, plan: order.plan } })
    this.#loaded = true
    await this.#time.runAll()
    return this.#describe()
  }

  #createSite(): Site {
    const { prepared, parameters } = this.#exploration
    const { strategy, traffic, starts } = prepared
    const time = this.#time
    const poll = (callback: () => void, atMs: number): void => time.schedule(callback, atMs)
    return new Site(
      {
        name: 'main',
        now: () => time.now(),
        after: (ms) => time.after(ms),
        disk: createDisk(createMemoryMedium(this.#files, (ms) => time.after(ms))),
        openStore: () => createMemoryStore({ last: 0, records: [] }, (ms) => time.after(ms)),
        // What is loaded beside the program is loaded before the first request.
        later: (callback) => (this.#loaded ? time.schedule(callback, time.now()) : callback()),
        answer: ({ number, answer }) => {
          if (number === 1 && answer.type === 'outcome') this.#settle(answer.result)
          if (answer.type === 'failed' || (number === 0 && answer.type === 'outcome'))
            this.#settle(
              answer.type === 'outcome' ? answer.result : { outcome: 'failed', reason: answer.message, inForce: 'old' },
            )
        },
        take: () => {
          this.#flag[0] = 0
          return this.#takeCommand()
        },
        ended: () => this.#control.markEnded(),
        next: () => this.#control.next,
        post: () => undefined,
        memoryUse: () => ({ heapBytes: 0, heapPeakBytes: 0, residentBytes: 0 }),
      },
      {
        image: starts[0]!.image,
        tables: strategy.linkage.tables,
        noticesCommands: strategy.linkage.boundary?.notices === true,
        parameters,
        processes: parameters['processes'] ?? 1,
        flag: this.#flag,
        network: noNetwork,
        createLine: (interrupt) =>
          new SiteLine(this.#memory, traffic, {
            now: () => time.now(),
            poll,
            interrupt,
            flag: this.#flag,
            quantumMs: Infinity,
          }),
        createAgent: (access): SiteAgent => strategy.createSite(access),
        trace: this.#trace,
      },
    )
  }

  /** Counts the boundaries of the explored requests; at the point the command is given. */
  #passBoundary(): void {
    const { segment, next } = this.#control
    // Probes begin when nothing else is under way: until then the update may still find its safe point.
    if (next > this.#firstProbe && this.#commandMs > 0 && this.#result === undefined)
      this.#site.obey({ number: 2, command: { type: 'withdraw' } })
    if (segment !== explored) return
    if (this.#boundaries++ !== this.#point || this.#result !== undefined) return
    this.#stack = this.#trace.stack
    this.#commandMs = this.#time.now()
    this.#commandNext = this.#control.next
    this.#waiting = true
    this.#flag[0] = -1
  }

  #waiting = false
  #loaded = false

  #takeCommand(): { number: number; command: { type: 'update' } } | undefined {
    if (!this.#waiting) return undefined
    this.#waiting = false
    return { number: 1, command: { type: 'update' } }
  }

  #settle(result: UpdateResult): void {
    this.#result = result
    this.#settledAt = this.#boundaries
  }

  #describe(): PointResult {
    const { prepared, seed, parameters } = this.#exploration
    const { workload, traffic, from, to } = prepared
    const result = this.#result
    const trace = this.#trace.report()
    const errors = this.#site.errors.map((error) => ({ ...error, outstanding: [] }))
    const update = markUpdate({ loadMs: 0, commandMs: this.#commandMs, commandNext: this.#commandNext }, result)
    const history = readHistory(this.#memory, this.#time.now(), { update, errors })
    const updated = result === undefined ? undefined : to?.version
    const check = checkHistory(history, traffic, () => workload.model(parameters), {
      seed,
      from: from.version,
      to: updated,
      outcome: judgedOutcome(result),
      processes: parameters['processes'] ?? 1,
      consistency: workload.consistency?.(parameters),
    })
    const versions = updated === undefined ? [from.version] : [from.version, updated]
    const leftovers = { parameters, versions, files: this.#files }
    const replies = checkInvariants(check, workload.invariants ?? [], history, traffic, leftovers)
    return {
      point: this.#point,
      boundaries: this.#boundaries,
      stack: this.#stack,
      outcome: result?.outcome ?? 'none',
      ...(result?.reason === undefined ? {} : { reason: result.reason }),
      delay: this.#point === undefined || result?.outcome !== 'completed' ? 0 : this.#settledAt - this.#point - 1,
      violations: combineViolations(replies, { violations: trace.counts, examples: trace.examples }),
    }
  }
}
