import type { LineControl } from '../load/line-control.ts'
import type { PhaseSpan } from '../store/record.ts'
import { Cluster } from './cluster.ts'
import { controlInPlace, SiteDown, type Controller, type SiteStart } from './controller.ts'
import type { Fault, PlannedFault } from './faults.ts'
import { createController, createLoadCommand } from './lead-controller.ts'
import type { SiteReport, UpdateResult } from './messages.ts'
import { Pace, TooSlow } from './pace.ts'
import { ProgressWatch } from './progress-watch.ts'
import type { SiteStock } from './stock.ts'
import { UpdateNotes, type Routing } from './update-notes.ts'
import type { UpdateOrder } from './update-order.ts'
import { queueMs, setUpLimitMs, usualLoadingMs, type Windows } from './windows.ts'
import type { World } from './world.ts'

/** What breaks during a trial, and how the strategy recovers from a crash, if it can. */
export interface Faults {
  readonly planned: readonly PlannedFault[]
  readonly recover?: (controller: Controller, site: string) => Promise<void>
}

const noFaults: Faults = { planned: [] }

/** An update as it was led: when it was asked for, and what came of it. */
export interface LedUpdate {
  readonly loadMs: number
  readonly commandMs: number
  readonly commandNext: number
  readonly result: UpdateResult | undefined
}

export interface Timeline extends LedUpdate {
  /** Memory and versions resident at the end of the horizon. */
  readonly settled: SiteReport | undefined
  /** The same when all load had been served, after a full collection. */
  readonly stock: SiteStock | undefined
  readonly report: SiteReport | undefined
  readonly spans: readonly PhaseSpan[]
  /** Commands that the operator gave, and what the operator had to decide. */
  readonly commands: number
  readonly decisions: number
  /** To how many units requests were routed, from one moment on after the other; empty where nothing was rerouted. */
  readonly routings: readonly Routing[]
  readonly endMs: number
  /** The site that served the line at the end. */
  readonly servedBy: string
  /** Why the trial was cut short: the site died or hung. */
  readonly brokenBy: string | undefined
}

/** Leads a program through a trial: warm-up, measured load, the update in the middle of it, and the final probes. */
export async function runTimeline(
  world: World,
  line: LineControl,
  starts: readonly SiteStart[],
  windows: Windows,
  order: UpdateOrder | undefined,
  faults: Faults = noFaults,
): Promise<Timeline> {
  const lead = new Lead(world, line, windows, starts, order)
  await lead.start()
  try {
    await lead.setUp()
    await lead.reach('measured')
    lead.let(faults, 'load')
    await lead.wait(windows.beforeMs)
    if (order === undefined) lead.markNothing()
    else await lead.update(order, faults)
    lead.checkLoaded()
    await lead.wait(lead.commandMs + windows.horizonMs - world.now())
    await lead.settle()
    await lead.endMeasured()
    await lead.until(() => line.closed)
    await lead.awaitLastReplies()
    await lead.takeStock()
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    lead.breakOff(error)
    if (error instanceof TooSlow) await lead.endLoad()
  }
  return lead.finish()
}

/** One trial, as it is led from outside its sites. */
export class Lead {
  #brokenBy: SiteDown | undefined
  readonly #world: World
  readonly #line: LineControl
  readonly #windows: Windows
  readonly #watch: ProgressWatch
  readonly #cluster: Cluster
  #notes: UpdateNotes
  /** How the sites of the version in force are started. */
  #starts: readonly SiteStart[]
  #order: UpdateOrder | undefined
  /** Of several like stretches of load, the one that is led. */
  #round = 0
  /** Recoveries under way. */
  #recovering = 0
  #result: UpdateResult | undefined
  #settled: SiteReport | undefined
  #stock: SiteStock | undefined
  #unrecovered: string | undefined

  constructor(
    world: World,
    line: LineControl,
    windows: Windows,
    starts: readonly SiteStart[],
    order: UpdateOrder | undefined,
  ) {
    this.#world = world
    this.#line = line
    this.#windows = windows
    this.#starts = starts
    this.#order = order
    this.#cluster = new Cluster(world, line, windows.hangMs)
    this.#watch = new ProgressWatch(line, windows.hangMs)
    this.#notes = this.#createNotes()
  }

  #createNotes(): UpdateNotes {
    return new UpdateNotes(
      () => this.#world.now(),
      () => this.#line.next,
    )
  }

  /** Another update is led, in the next stretches of load; `starts` is of the version that is in force by now. */
  beginRound(starts: readonly SiteStart[], order: UpdateOrder | undefined): void {
    this.#round++
    this.#starts = starts
    this.#order = order
    this.#notes = this.#createNotes()
    this.#result = undefined
  }

  /** The update that was led last, so far. */
  get led(): LedUpdate {
    const { loadMs, commandMs, commandNext } = this.#notes
    return { loadMs, commandMs, commandNext, result: this.#result }
  }

  /** The moment of the update command (t_u). */
  get commandMs(): number {
    return this.#notes.commandMs
  }

  /** Starts the sites, that which serves the line last. */
  async start(): Promise<void> {
    this.#line.route(this.#starts.flatMap(({ unit }) => (unit?.routed === true ? [unit.number] : [])))
    for (const start of this.#starts.toSorted((a, b) => Number(a.serves) - Number(b.serves)))
      await this.#cluster.start(start)
    this.#watch.start(this.#world.now())
  }

  /** What a site is sent to load the update's new version. */
  loadCommand(site: string, order: UpdateOrder): ReturnType<Controller['updateAt']> {
    return createLoadCommand(site, this.#starts, order)
  }

  /** The moment has come from which some faults count; a strategy that can recovers from a crash. */
  let({ planned, recover }: Faults, moment: 'load' | 'update'): void {
    const due = planned.filter(({ after = 'load' }) => after === moment)
    this.#cluster.schedule(due, (site) => this.#recover(site, recover))
  }

  /** A fault happens now. */
  strike(fault: Fault, recover: Faults['recover'] | undefined): void {
    this.#cluster.strike(fault, (site) => this.#recover(site, recover))
  }

  #recover(site: string, recover: Faults['recover'] | undefined): void {
    if (recover === undefined) return
    this.#recovering++
    const recovered = recover(this.#controller(), site).finally(() => {
      this.#recovering--
    })
    // It is awaited where the trial looks whether the sites live.
    recovered.catch((error: unknown) => {
      this.#unrecovered = error instanceof Error ? error.message : String(error)
    })
  }

  /** Of several segments of a name, the one of the round; of those that all rounds have in common, the one there is. */
  indexOf(segment: string): number {
    const all = [...this.#line.memory.plan.segments.entries()].filter(([, { name }]) => name === segment)
    return (all[this.#round] ?? all.at(-1))?.[0] ?? -1
  }

  reach(segment: string): Promise<void> {
    const index = this.indexOf(segment)
    return this.until(() => this.#line.segment >= index)
  }

  /** The requests that build the program's state up. */
  async setUp(): Promise<void> {
    const index = this.indexOf('setup')
    const count = this.#line.memory.plan.segments[index]?.count ?? 0
    const pace = new Pace(this.#line, this.#world.now(), {
      end: count,
      limitMs: setUpLimitMs,
      name: `the set-up of ${count.toLocaleString('en')} requests`,
      remedy: "Make it smaller by the workload's parameters (--param).",
    })
    await this.until(() => this.#line.segment > index, Infinity, pace)
  }

  /** Ends a segment before its time. */
  async endSegment(segment: string): Promise<void> {
    const index = this.indexOf(segment)
    this.#line.endSegment(index)
    await this.until(() => this.#line.segment > index)
  }

  /** No more is offered. What has arrived is served for a time; the rest is left in the queue, unless the program hangs. */
  async endMeasured(): Promise<void> {
    const index = this.indexOf('measured')
    const now = this.#world.now()
    const offeredMs = now - this.#line.segmentStartMs(index)
    const endMs = now + Math.min(queueMs.most, Math.max(queueMs.least, offeredMs))
    const isThrough = (): boolean => this.#line.segment > index
    this.#line.endSegment(index)
    await this.until(() => isThrough() || this.#world.now() >= endMs)
    // A program that hangs is found out by what it owes, so that must not be taken from it: a reply shows that it is only slow.
    const { progress } = this.#line
    await this.until(() => isThrough() || this.#line.progress > progress)
    this.#line.leaveQueue(index)
    await this.until(isThrough)
  }

  /** Nothing more is handed out: what is in hand is answered, and the trial tells what it can. */
  async endLoad(): Promise<void> {
    this.#line.endAll()
    try {
      await this.until(() => this.#line.closed)
      await this.awaitLastReplies()
    } catch (error) {
      if (!(error instanceof SiteDown)) throw error
      this.breakOff(error)
    }
  }

  async wait(ms: number): Promise<void> {
    const endMs = this.#world.now() + ms
    await this.until(() => this.#world.now() >= endMs, ms)
  }

  /** Looks every few milliseconds whether the condition holds, and whether the site still lives. */
  async until(condition: () => boolean, hintMs = Infinity, pace?: Pace): Promise<void> {
    const step = Math.max(0.5, Math.min(5, hintMs))
    while (!condition()) {
      await this.#world.after(step)
      this.#checkAlive()
      if (this.#line.ended && !condition() && !this.#line.closed)
        throw new SiteDown('the program has ended: no process is left', { answers: true })
      this.#watch.check(this.#world.now())
      if (!condition()) pace?.check(this.#world.now())
    }
  }

  /** When the line closes, replies may be under way: they are waited for until all processes have ended, or no longer come. */
  async awaitLastReplies(): Promise<void> {
    const { hangMs } = this.#windows
    let [progress, sinceMs] = [this.#line.progress, this.#world.now()]
    await this.until(() => {
      const now = this.#world.now()
      if (this.#line.progress !== progress) [progress, sinceMs] = [this.#line.progress, now]
      return this.#line.ended || progress === this.#line.next || now - sinceMs > hangMs
    })
  }

  markNothing(): void {
    this.#notes.markLoad()
    this.#notes.markCommand()
  }

  /** Has the update done; an update that breaks the site is a failed one. */
  async update({ control }: UpdateOrder, faults: Faults = noFaults): Promise<void> {
    const controller = this.#controller()
    this.let(faults, 'update')
    try {
      this.#result = await this.#attend((control ?? controlInPlace)(controller), this.#longestUpdateMs)
    } catch (error) {
      if (error instanceof SiteDown) this.#result = { outcome: 'failed', reason: error.message, inForce: 'mixed' }
      else throw error
      this.#checkAlive()
    } finally {
      if (this.commandMs === 0) this.#notes.markCommand()
    }
  }

  /** Each site may take its time for loading and for catching up, one after the other; an update that takes longer waits for nobody. */
  get #longestUpdateMs(): number {
    const { limitMs, hangMs, loadingMs = usualLoadingMs } = this.#windows
    return (1 + 2 * this.#starts.length) * loadingMs + limitMs + hangMs
  }

  /** An update that was asked for when the offered load had ended tells nothing. */
  checkLoaded(): void {
    if (this.#line.segment <= this.indexOf('measured')) return
    throw new SiteDown(
      `the offered load ended before the update command was given: loading took ${Math.round(this.commandMs - this.#notes.loadMs)} ms`,
      { answers: true },
    )
  }

  breakOff(reason: SiteDown): void {
    this.#brokenBy = reason
  }

  #explain(report: SiteReport | undefined): string | undefined {
    const error = report?.errors[0]
    return error === undefined
      ? this.#brokenBy?.message
      : `${this.#brokenBy?.message ?? 'a process of the program ended'}: ${error.stack}`
  }

  /** An update that failed because the program broke failed for what broke the program. */
  #explainResult(brokenBy: string | undefined): UpdateResult | undefined {
    const result = this.#result
    if (result === undefined || brokenBy === undefined || result.reason !== this.#brokenBy?.message) return result
    return { ...result, reason: brokenBy }
  }

  async settle(): Promise<void> {
    this.#settled = await this.#attend(this.#cluster.report())
  }

  /** What is left when nothing is under way, and all that nobody needs has been thrown away. */
  async takeStock(): Promise<SiteStock | undefined> {
    this.#stock = await this.#attend(this.#cluster.takeStock())
    return this.#stock
  }

  async finish(): Promise<Timeline> {
    const endMs = this.#world.now()
    const { commands, decisions, routings } = this.#notes
    const report = this.#brokenBy?.answers === false ? undefined : await this.#cluster.report()
    await this.#cluster.end()
    const brokenBy = this.#explain(report)
    const spans = [...this.#notes.spans, ...(this.#stock?.spans ?? []), ...(report?.spans ?? [])]
    return {
      ...this.led,
      result: this.#explainResult(brokenBy),
      settled: this.#settled,
      stock: this.#stock,
      report,
      spans: spans.toSorted((a, b) => a.startMs - b.startMs),
      commands,
      decisions,
      routings,
      endMs,
      servedBy: this.#cluster.serving.name,
      brokenBy,
    }
  }

  /** Awaits what a site has to answer; meanwhile looks whether it lives and serves. */
  async #attend<T>(work: Promise<T>, limitMs = Infinity): Promise<T> {
    let settled = false
    const settle = (): void => {
      settled = true
    }
    work.then(settle, settle)
    const endMs = this.#world.now() + limitMs
    await this.until(() => settled || this.#world.now() > endMs)
    if (settled) return work
    throw new SiteDown(`the update did not end within ${limitMs} ms: a site does not answer`)
  }

  /** @throws SiteDown where the program cannot go on */
  #checkAlive(): void {
    if (this.#unrecovered !== undefined)
      throw new SiteDown(`the strategy could not recover from a crash: ${this.#unrecovered}`)
    this.#cluster.checkAlive(this.#recovering > 0)
  }

  #controller(): Controller {
    return createController({
      world: this.#world,
      line: this.#line,
      cluster: this.#cluster,
      starts: this.#starts,
      order: this.#order,
      windows: this.#windows,
      notes: this.#notes,
    })
  }
}
