import type { LineControl } from '../load/line-control.ts'
import { SiteDown, type SiteHandle, type SiteStart } from './controller.ts'
import { combineReports } from './combine-reports.ts'
import { letterFaultsOf, type Fault, type PlannedFault } from './faults.ts'
import type { Answer, Command, SiteReport } from './messages.ts'
import { combineStocks, type SiteStock } from './stock.ts'
import type { World } from './world.ts'

/** The sites of a trial, as they come and go. */
export class Cluster {
  readonly sites = new Map<string, SiteHandle>()
  /** Sites that died without having been ended, and why. */
  readonly dead = new Map<string, string>()
  readonly #world: World
  readonly #line: LineControl
  readonly #silenceMs: number
  readonly #faults: Fault[] = []
  /** Those that died because a fault had it so. */
  readonly #crashed = new Set<SiteHandle>()
  /** What sites that are gone had to report, by name. */
  readonly #past: [name: string, report: SiteReport][] = []
  /** Loaded beside the sites of the same names. */
  readonly #prepared = new Map<string, SiteHandle>()
  #serving: SiteHandle | undefined

  /** @param silenceMs a site that does not answer for so long has nothing to report */
  constructor(world: World, line: LineControl, silenceMs: number) {
    this.#silenceMs = silenceMs
    this.#world = world
    this.#line = line
  }

  /** The site that serves the line. */
  get serving(): SiteHandle {
    if (this.#serving === undefined) throw new Error('no site serves the line yet')
    return this.#serving
  }

  async start(start: SiteStart): Promise<SiteHandle> {
    const site = await this.#startSite(start)
    this.#enter(site)
    if (start.serves) this.#serving ??= site
    return site
  }

  /** Starts a site on the machine of the one of its name, which stays what it is. */
  async prepare(start: SiteStart): Promise<SiteHandle> {
    const wasDead = this.dead.has(start.name)
    const site = await this.#startSite({ ...start, awaitsState: true })
    if (!wasDead && this.dead.has(start.name)) {
      await site.end()
      throw new SiteDown(`the machine of ${start.name} crashed while the new version was loaded`)
    }
    this.#prepared.set(start.name, site)
    return site
  }

  #startSite(start: SiteStart): Promise<SiteHandle> {
    const { unit } = start
    if (unit === undefined) return this.#world.startSite(start, this.#line.memory)
    this.#line.admit(unit.number)
    return this.#world.startSite(start, this.#line.memory).then((site) => {
      // It can have died with the line's lock in its hands.
      void site.died.then(() => this.#line.unlock(unit.number))
      return site
    })
  }

  /** A prepared site takes the place of the one of its name; what happens to the machine happens to both until then. */
  async replace(site: SiteHandle): Promise<void> {
    const { name } = site
    const beside = await this.#reportOf(site)
    const old = this.sites.get(name)
    if (old !== undefined) await this.#keepReport(old, beside)
    this.#prepared.delete(name)
    this.sites.delete(name)
    this.#enter(site)
    if (old !== undefined && this.#serving === old) this.#serving = site
    await old?.end()
  }

  serveWith(site: SiteHandle): void {
    this.#serving = site
  }

  /**
   * @throws SiteDown where a site is gone that the program cannot do without: the one that serves the line, or one that
   * died of itself
   */
  checkAlive(isRecovering: boolean): void {
    for (const [name, reason] of this.dead) {
      const site = this.sites.get(name)
      const isPlanned = site !== undefined && this.#crashed.has(site)
      if (isPlanned && (isRecovering || site !== this.#serving)) continue
      throw new SiteDown(`the site ${name} died: ${reason}`)
    }
  }

  /** Lets faults happen, each so long after this moment. */
  schedule(faults: readonly PlannedFault[], onCrash: (site: string) => void): void {
    for (const { atMs, fault } of faults) void this.#world.after(atMs).then(() => this.strike(fault, onCrash))
  }

  /** Reports of all sites that answer, put together; undefined where none does. */
  async report(): Promise<SiteReport | undefined> {
    const sites = [...this.sites.values()]
    const reports = await Promise.all(sites.map(async (site) => [site.name, await this.#reportOf(site)] as const))
    const present = reports.flatMap(([name, report]) => (report === undefined ? [] : [[name, report] as const]))
    return present.length === 0 ? undefined : combineReports([...this.#past, ...present])
  }

  /** What all sites have left that answer, put together; undefined where none does. */
  async takeStock(): Promise<SiteStock | undefined> {
    const stocks = await Promise.all(
      [...this.sites.values()].map(async (site) => {
        const answer = await this.#ask(site, { type: 'take-stock' })
        return answer?.type === 'stock' ? [answer.stock] : []
      }),
    )
    return combineStocks(stocks.flat())
  }

  /** Ends a site for good, and keeps what it has to report. */
  async retire(name: string): Promise<void> {
    const site = this.sites.get(name)
    if (site === undefined) return
    await this.#keepReport(site)
    this.sites.delete(name)
    await site.end()
  }

  async end(): Promise<void> {
    await Promise.all([...this.sites.values(), ...this.#prepared.values()].map((site) => site.end()))
  }

  /** Undefined where the site is gone, or stands still. */
  async #reportOf(site: SiteHandle): Promise<SiteReport | undefined> {
    const answer = await this.#ask(site, { type: 'report' })
    return answer?.type === 'report' ? answer.report : undefined
  }

  /** Undefined where the site is gone, or does not answer for so long that it stands still. */
  #ask(site: SiteHandle, command: Command): Promise<Answer | undefined> {
    const silence = this.#world.after(this.#silenceMs).then(() => undefined)
    return Promise.race([site.send(command), silence]).catch(() => undefined)
  }

  /** @param beside what else is on its machine by now: both are in memory at the same time */
  async #keepReport(site: SiteHandle, beside?: SiteReport): Promise<void> {
    const report = await this.#reportOf(site)
    if (report === undefined) return
    const heapPeakBytes = Math.max(report.heapPeakBytes, report.heapBytes + (beside?.heapBytes ?? 0))
    this.#past.push([site.name, { ...report, heapPeakBytes, heapBytes: 0, residentBytes: 0, versionsResident: 0 }])
  }

  #enter(site: SiteHandle): void {
    this.sites.set(site.name, site)
    if (!this.#crashed.has(site)) this.dead.delete(site.name)
    void site.died.then((reason) => {
      if (this.sites.get(site.name) === site) this.dead.set(site.name, reason)
    })
  }

  /** Lets a fault happen now. */
  strike(fault: Fault, onCrash: (site: string) => void): void {
    if (fault.kind === 'crash') {
      const site = this.sites.get(fault.site)
      if (site === undefined) return
      // What else was on the machine is gone too.
      const prepared = this.#prepared.get(fault.site)
      for (const gone of prepared === undefined ? [site] : [site, prepared]) {
        this.#crashed.add(gone)
        gone.crash()
      }
      // A thread or a process takes its time to die; all know at once that it does.
      this.dead.set(fault.site, 'it crashed, as a fault has it')
      onCrash(fault.site)
      return
    }
    if (fault.kind === 'suspend') {
      this.sites.get(fault.site)?.tell({ type: 'suspend', forMs: fault.forMs })
      return
    }
    this.#faults.push(fault)
    this.#tellFaults()
    if (fault.kind === 'lose') return
    void this.#world.after(fault.forMs).then(() => {
      this.#faults.splice(this.#faults.indexOf(fault), 1)
      this.#tellFaults()
    })
  }

  #tellFaults(): void {
    const names = [...this.sites.keys()]
    for (const [name, site] of this.sites) {
      const others = names.filter((other) => other !== name)
      site.tell({ type: 'network', faults: letterFaultsOf(name, others, this.#faults) })
    }
  }
}
