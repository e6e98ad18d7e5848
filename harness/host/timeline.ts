import type { Image } from '../link/image.ts'
import type { LineControl } from '../load/line.ts'
import type { PhasePart, PhaseSpan } from '../store/record.ts'
import { placeImage } from '../link/place-image.ts'
import { Cluster } from './cluster.ts'
import { controlInPlace, SiteDown, type Controller, type SiteStart } from './controller.ts'
import type { Fault, PlannedFault } from './faults.ts'
import { placePlan } from './place-plan.ts'
import type { SiteReport, UpdateResult } from './messages.ts'
import type { UpdatePlan } from './update-plan.ts'
import type { World } from './world.ts'

/** Times of a trial, in ms. */
export interface Windows {
  /** Saturated load before anything is measured: the optimiser settles. */
  readonly warmUpMs: number
  /** Saturated load in which the capacity is measured, before and after. */
  readonly capacityMs: number
  /** Measured load before the update. */
  readonly beforeMs: number
  /** Measured load after the update command (H). */
  readonly horizonMs: number
  /** Within this time after the command the update must find its safe point. */
  readonly limitMs: number
  /** A site that owes replies and gives none for so long hangs. */
  readonly hangMs: number
}

export interface UpdateOrder {
  readonly plan: UpdatePlan
  readonly image: Image
  /** How each site of the new version is started. */
  readonly starts: readonly SiteStart[]
  /** Concurrent activations of `main`. */
  readonly processes: number
  readonly control?: ((controller: Controller) => Promise<UpdateResult>) | undefined
}

/** What breaks during a trial, and how the strategy recovers from a crash, if it can. */
export interface Faults {
  readonly planned: readonly PlannedFault[]
  readonly recover?: (controller: Controller, site: string) => Promise<void>
}

const noFaults: Faults = { planned: [] }

export interface Timeline {
  readonly loadMs: number
  readonly commandMs: number
  readonly commandNext: number
  readonly result: UpdateResult | undefined
  /** Memory and versions resident at the end of the horizon. */
  readonly settled: SiteReport | undefined
  readonly report: SiteReport | undefined
  readonly spans: readonly PhaseSpan[]
  /** Commands that the operator gave. */
  readonly commands: number
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
    await lead.reach('measured')
    lead.let(faults, 'load')
    await lead.wait(windows.beforeMs)
    if (order === undefined) lead.markNothing()
    else await lead.update(order, faults)
    lead.checkLoaded()
    await lead.wait(lead.commandMs + windows.horizonMs - world.now())
    await lead.settle()
    line.endSegment(lead.indexOf('measured'))
    await lead.until(() => line.closed)
    await lead.awaitLastReplies()
  } catch (error) {
    if (!(error instanceof SiteDown)) throw error
    lead.breakOff(error)
  }
  return lead.finish()
}

/** One trial, as it is led from outside its sites. */
export class Lead {
  commandMs = 0
  #brokenBy: SiteDown | undefined
  readonly #world: World
  readonly #line: LineControl
  readonly #windows: Windows
  readonly #spans: PhaseSpan[] = []
  readonly #cluster: Cluster
  readonly #starts: readonly SiteStart[]
  readonly #order: UpdateOrder | undefined
  /** Recoveries under way. */
  #recovering = 0
  #loadMs = 0
  #commandNext = 0
  #commands = 0
  #result: UpdateResult | undefined
  #settled: SiteReport | undefined
  #progress = 0
  #progressMs = 0
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
    this.#cluster = new Cluster(world, line)
  }

  /** Starts the sites, that which serves the line last. */
  async start(): Promise<void> {
    this.#line.route(this.#starts.flatMap(({ unit }) => (unit?.routed === true ? [unit.number] : [])))
    for (const start of this.#starts.toSorted((a, b) => Number(a.serves) - Number(b.serves)))
      await this.#cluster.start(start)
    this.#progressMs = this.#world.now()
  }

  /** What a site is sent to load the update's new version. */
  loadCommand(site: string, order: UpdateOrder): ReturnType<Controller['updateAt']> {
    return this.#updateAt(site, order)
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

  indexOf(segment: string): number {
    return this.#line.memory.plan.segments.findIndex(({ name }) => name === segment)
  }

  reach(segment: string): Promise<void> {
    const index = this.indexOf(segment)
    return this.until(() => this.#line.segment >= index)
  }

  async wait(ms: number): Promise<void> {
    const endMs = this.#world.now() + ms
    await this.until(() => this.#world.now() >= endMs, ms)
  }

  /** Looks every few milliseconds whether the condition holds, and whether the site still lives. */
  async until(condition: () => boolean, hintMs = Infinity): Promise<void> {
    const step = Math.max(0.5, Math.min(5, hintMs))
    while (!condition()) {
      await this.#world.after(step)
      this.#checkAlive()
      if (this.#line.ended && !condition() && !this.#line.closed)
        throw new SiteDown('the program has ended: no process is left', { answers: true })
      this.#checkProgress()
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
    this.#loadMs = this.#world.now()
    this.#markCommand()
  }

  /** Has the update done; an update that breaks the site is a failed one. */
  async update({ control }: UpdateOrder, faults: Faults = noFaults): Promise<void> {
    const controller = this.#controller()
    this.let(faults, 'update')
    try {
      this.#result = await this.#attend((control ?? controlInPlace)(controller))
    } catch (error) {
      if (error instanceof SiteDown) this.#result = { outcome: 'failed', reason: error.message, inForce: 'mixed' }
      else throw error
      this.#checkAlive()
    } finally {
      if (this.commandMs === 0) this.#markCommand()
    }
  }

  /** An update that was asked for when the offered load had ended tells nothing. */
  checkLoaded(): void {
    if (this.#line.segment <= this.indexOf('measured')) return
    throw new SiteDown(
      `the offered load ended before the update command was given: loading took ${Math.round(this.commandMs - this.#loadMs)} ms`,
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

  async settle(): Promise<void> {
    this.#settled = await this.#attend(this.#cluster.report())
  }

  async finish(): Promise<Timeline> {
    const endMs = this.#world.now()
    const silence = this.#world.after(this.#windows.hangMs).then(() => undefined)
    const report = this.#brokenBy?.answers === false ? undefined : await Promise.race([this.#cluster.report(), silence])
    await this.#cluster.end()
    const spans = [...this.#spans, ...(report?.spans ?? [])].toSorted((a, b) => a.startMs - b.startMs)
    return {
      loadMs: this.#loadMs,
      commandMs: this.commandMs,
      commandNext: this.#commandNext,
      result: this.#result,
      settled: this.#settled,
      report,
      spans,
      commands: this.#commands,
      endMs,
      servedBy: this.#cluster.serving.name,
      brokenBy: this.#explain(report),
    }
  }

  /** Awaits what a site has to answer; meanwhile looks whether it lives and serves. */
  async #attend<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const settle = (): void => {
      settled = true
    }
    work.then(settle, settle)
    await this.until(() => settled)
    return work
  }

  /** @throws SiteDown where the program cannot go on */
  #checkAlive(): void {
    if (this.#unrecovered !== undefined)
      throw new SiteDown(`the strategy could not recover from a crash: ${this.#unrecovered}`)
    this.#cluster.checkAlive(this.#recovering > 0)
  }

  #controller(): Controller {
    const cluster = this.#cluster
    const order = (): UpdateOrder => {
      if (this.#order === undefined) throw new Error('there is no update to be led')
      return this.#order
    }
    return {
      get plan() {
        return order().plan
      },
      get site() {
        return cluster.serving
      },
      sites: cluster.sites,
      oldStarts: this.#starts,
      get newStarts() {
        return order().starts
      },
      updateAt: (site) => this.#updateAt(site, order()),
      limitMs: this.#windows.limitMs,
      get processes() {
        return order().processes
      },
      now: () => this.#world.now(),
      after: (ms) => this.#world.after(ms),
      next: () => this.#line.next,
      markLoad: () => {
        this.#loadMs = this.#world.now()
      },
      markCommand: () => this.#markCommand(),
      command: () => {
        this.#commands++
      },
      phase: (name, part, step) => this.#phase(name, part, step),
      startSite: (start) => cluster.start(start),
      prepareSite: (start) => cluster.prepare(start),
      replaceSite: (site) => cluster.replace(site),
      copyDisk: (from, to) => this.#world.copyDisk(from, to),
      retire: (name) => cluster.retire(name),
      readFiles: (site) => this.#world.readFiles(site),
      route: (names) =>
        this.#line.route(
          this.#starts.flatMap(({ name, unit }) => (unit !== undefined && names.includes(name) ? [unit.number] : [])),
        ),
      serveWith: (next) => cluster.serveWith(next),
    }
  }

  #updateAt(site: string, { plan, image, starts }: UpdateOrder): ReturnType<Controller['updateAt']> {
    const from = this.#starts.find(({ name }) => name === site)
    if (from === undefined) throw new Error(`there is no site ${site}`)
    const to = starts.find(({ name }) => name === site)
    const next = to?.image ?? placeImage(image, [])
    return {
      type: 'load',
      plan: placePlan(plan, from.image, next),
      image: next,
      ...(to === undefined ? {} : { network: to.network }),
    }
  }

  async #phase<T>(phase: string, part: PhasePart, step: () => Promise<T>): Promise<T> {
    const startMs = this.#world.now()
    try {
      return await step()
    } finally {
      this.#spans.push({ site: 'controller', phase, part, startMs, endMs: this.#world.now() })
    }
  }

  #markCommand(): void {
    this.commandMs = this.#world.now()
    this.#commandNext = this.#line.next
  }

  #checkProgress(): void {
    const now = this.#world.now()
    if (this.#line.progress !== this.#progress || !this.#line.isOwed(now)) {
      this.#progress = this.#line.progress
      this.#progressMs = now
    } else if (now - this.#progressMs > this.#windows.hangMs) {
      throw new SiteDown(`hung: no reply for ${Math.round(now - this.#progressMs)} ms while requests were due`)
    }
  }
}
