import { combineViolations } from '../check/violations.ts'
import { resultOf, SiteDown, updateInPlace, type Controller, type SiteHandle } from '../host/controller.ts'
import type { Answer, UpdateResult } from '../host/messages.ts'
import { Lead, type Timeline } from '../host/timeline.ts'
import type { UpdateOrder } from '../host/update-order.ts'
import type { Trace } from '../host/trace.ts'
import { VirtualWorld, type WorldWatch } from '../host/virtual-world.ts'
import type { Factory } from '../link/run-unit.ts'
import type { Unit } from '../link/image.ts'
import { LineControl } from '../load/line-control.ts'
import type { LineMemory } from '../load/line-memory.ts'
import { readHistory } from '../load/read-history.ts'
import { Random } from '../load/random.ts'
import { marksOf, traceOf } from '../pipeline.ts'
import {
  explorationWindows,
  hung,
  patienceMs,
  type Exploration,
  type Run,
  type RunFault,
  type RunResult,
} from './exploration.ts'
import { clearLine, createExploredLine, drawOffsets, explored } from './explored-load.ts'
import { createFactories } from './factories.ts'
import { KnownHistories } from './known-histories.ts'

/** A run that has come past so many boundaries, or seen so many events, does not end by itself. */
const mostBoundaries = 2_000_000
const mostEvents = 500_000

/** By how much longer something can take than usual in another schedule, in ms: several letters' or writes' time. */
const disturbanceMs = 0.3

/** Runs one program over and over, each time with the update at another point; what runs have in common is kept. */
export class Runner {
  readonly exploration: Exploration
  readonly compile: (unit: Unit) => Factory = createFactories()
  readonly histories: KnownHistories
  readonly line: LineMemory

  constructor(exploration: Exploration) {
    this.exploration = exploration
    this.histories = new KnownHistories(exploration)
    this.line = createExploredLine(exploration, drawOffsets(exploration))
  }

  /** Runs the program in this thread on virtual time, with the update at the given boundary. */
  run(run: Run): Promise<RunResult> {
    return new PointRun(this, run).run()
  }
}

class PointRun implements WorldWatch {
  readonly #runner: Runner
  readonly #run: Run
  readonly #world: VirtualWorld
  readonly #line: LineControl
  readonly #lead: Lead
  readonly #order: UpdateOrder | undefined
  /** Requests before this one are explored. */
  readonly #end: number
  readonly #random = new Random()
  /** Sites that have yet to be started. */
  #missing: number
  /** All sites are there for who leads the update. */
  #canBeLed = false
  #isLoaded: boolean
  #unloaded: UpdateResult | undefined
  #passed = 0
  #boundaries = 0
  #stack: readonly string[] = []
  #update: Promise<void> | undefined
  #settledAt: number | undefined
  #letters = 0
  #covers = 1
  /** What must not have changed for the command to come to the same; undefined when it has, or was noticed. */
  #same: Moment | undefined

  constructor(runner: Runner, run: Run) {
    const { prepared, parameters, requests, schedule = 0, seed } = runner.exploration
    const { strategy, workload, starts, order, traffic } = prepared
    this.#runner = runner
    this.#run = run
    this.#end = traffic.setup + requests
    this.#missing = starts.length
    this.#random.reseed(seed, schedule)
    const processes = parameters['processes'] ?? 1
    this.#world = new VirtualWorld({
      strategy,
      workload,
      parameters,
      processes,
      traced: true,
      traffic,
      quantumMs: strategy.control === undefined ? Infinity : 1,
      compile: runner.compile,
      watch: this,
    })
    clearLine(runner.line)
    this.#line = new LineControl(runner.line)
    this.#isLoaded = run.point === undefined || order === undefined || strategy.control !== undefined
    this.#order = order === undefined ? undefined : { ...order, control: (controller) => this.#control(controller) }
    this.#lead = new Lead(this.#world, this.#line, explorationWindows, starts, this.#order)
  }

  async run(): Promise<RunResult> {
    const { prepared } = this.#runner.exploration
    const timeline = await this.#world.run(this.#follow(), mostEvents)
    const files = await this.#world.readFiles(timeline.servedBy)
    const { memory } = this.#line
    const history = readHistory(memory, timeline.endMs, marksOf(timeline, memory.taker, memory.replies))
    const replies = this.#runner.histories.check(history, timeline, files)
    const { result } = timeline
    const reason = timeline.brokenBy ?? result?.reason
    const { point = 0, fault } = this.#run
    const moment = fault?.kind === 'crash' ? fault.at : point
    const settledAt = this.#settledAt ?? this.#boundaries
    return {
      boundaries: this.#boundaries,
      covers: this.#covers,
      stack: this.#stack,
      outcome: result?.outcome ?? 'none',
      ...(reason === undefined ? {} : { reason }),
      delay: result?.outcome === 'completed' ? Math.max(0, settledAt - moment - 1) : 0,
      broken: timeline.brokenBy !== undefined,
      violations: combineViolations(replies, traceOf(timeline)),
      unchecked: replies.unchecked,
      during: {
        sites: prepared.starts.map(({ name }) => name),
        boundaries: settledAt - point,
        letters: this.#letters,
      },
    }
  }

  started(site: SiteHandle): void {
    this.#missing--
    // What is loaded beside the program is loaded before the explored requests come.
    if (!this.#isLoaded && this.#order !== undefined) site.tell(this.#lead.loadCommand(site.name, this.#order))
  }

  /** An update inside a site ends when that answers; one that is led from outside, when its controller says so. */
  answered(answer: Answer): void {
    if (this.#update !== undefined && answer.type === 'outcome') this.#settledAt = this.#boundaries
    if (this.#isLoaded || answer.type === 'report') return
    // What cannot be loaded cannot be updated to, wherever the command falls.
    if (answer.type !== 'loaded') this.#unloaded = resultOf(answer)
    this.#isLoaded = true
  }

  loadsAtOnce(): boolean {
    return !this.#isLoaded
  }

  noticed(): void {
    this.#same = undefined
  }

  delayMs(): number {
    const { schedule = 0 } = this.#runner.exploration
    return schedule === 0 ? 0 : this.#random.below(1000) * (disturbanceMs / 1000)
  }

  /** An update inside a single site is asked for at its point; to several sites, orders and letters come on different ways. */
  orderMs(): number {
    const { strategy, starts } = this.#runner.exploration.prepared
    return strategy.control === undefined || starts.length === 1 ? 0 : this.delayMs()
  }

  letter(): boolean {
    if (this.#update === undefined || this.#settledAt !== undefined) return true
    const { fault } = this.#run
    return this.#letters++ !== (fault?.kind === 'loss' ? fault.letter : -1)
  }

  /** Counts the boundaries of the explored requests; at the point the command is given. */
  boundary(site: string, trace: Trace): void {
    if (++this.#passed > mostBoundaries)
      throw new Error(`${mostBoundaries} boundaries have not brought the run to its end`)
    const segment = this.#line.ownSegment
    if (segment < explored || this.#missing > 0 || !this.#canBeLed || !this.#isLoaded) return
    const isExplored = segment === explored && this.#line.ownNext <= this.#end
    if (!isExplored && this.#update === undefined) return
    const boundary = this.#boundaries++
    const { point, fault } = this.#run
    if (boundary === point && isExplored) this.#give(trace, site)
    else if (this.#same !== undefined)
      this.#compare(this.#same, this.#look(trace, site), isExplored || fault !== undefined)
    if (fault?.kind === 'crash' && fault.at === boundary) this.#crash(fault, trace, site)
  }

  async #follow(): Promise<Timeline> {
    const lead = this.#lead
    const line = this.#line
    await lead.start()
    this.#canBeLed = true
    try {
      const isOver = (): boolean => line.next >= this.#end && line.progress >= this.#end
      await lead.until(() => this.#update !== undefined || line.closed || (this.#run.point === undefined && isOver()))
      if (this.#update === undefined) lead.markNothing()
      await this.#update
      line.endSegment(explored)
      await lead.until(() => line.closed)
      await lead.awaitLastReplies()
    } catch (error) {
      if (!(error instanceof SiteDown)) throw error
      lead.breakOff(error)
    }
    return lead.finish()
  }

  #give(trace: Trace, site: string): void {
    if (this.#order === undefined) return
    this.#stack = trace.stack
    this.#update = this.#lead.update(this.#order)
    // Where something breaks later, it is the moment of that which is explored.
    if (this.#run.fault === undefined) this.#same = this.#look(trace, site)
  }

  #crash(fault: Extract<RunFault, { kind: 'crash' }>, trace: Trace, site: string): void {
    const { recover } = this.#runner.exploration.prepared.strategy
    this.#stack = trace.stack
    this.#lead.strike(fault, recover)
    this.#same = this.#look(trace, site)
  }

  async #control(controller: Controller): Promise<UpdateResult> {
    const { order } = this.#runner.exploration.prepared
    const ended = this.#unloaded ?? (order?.control ?? updateInPlace)(controller)
    const result = await Promise.race([ended, controller.after(patienceMs).then(() => hung)])
    this.#settledAt ??= this.#boundaries
    this.#line.endSegment(explored)
    return result
  }

  /**
   * A command (or a crash) that nobody has noticed, while nothing happened but that the program ran on: had it come only
   * now, all would be as it is.
   */
  #compare(same: Moment, now: Moment, isPoint: boolean): void {
    const isSame =
      same.site === now.site &&
      same.activity === now.activity &&
      same.switches === now.switches &&
      same.next === now.next
    if (isSame && isPoint) this.#covers++
    else this.#same = undefined
  }

  #look({ switches }: Trace, site: string): Moment {
    return { site, switches, activity: this.#world.activity, next: this.#line.ownNext }
  }
}

/** How far all has come that is not the program's own code. */
interface Moment {
  readonly site: string
  readonly activity: number
  readonly switches: number
  readonly next: number
}
