import type { LineControl } from '../load/line.ts'
import type { PhaseSpan, ViolationExample } from '../store/record.ts'
import { SiteDown, type SiteHandle, type SiteStart } from './controller.ts'
import { letterFaultsOf, type Fault, type PlannedFault } from './faults.ts'
import { internalKinds, type InternalKind } from './internal-kinds.ts'
import type { SiteReport } from './messages.ts'
import type { TraceReport } from './trace.ts'
import type { World } from './world.ts'

/** The sites of a trial, as they come and go. */
export class Cluster {
  readonly sites = new Map<string, SiteHandle>()
  /** Sites that died without having been ended, and why. */
  readonly dead = new Map<string, string>()
  readonly #world: World
  readonly #line: LineControl
  readonly #faults: Fault[] = []
  readonly #expected = new Set<SiteHandle>()
  /** What sites that are gone had to report. */
  readonly #past: SiteReport[] = []
  #serving: SiteHandle | undefined

  constructor(world: World, line: LineControl) {
    this.#world = world
    this.#line = line
  }

  /** The site that serves the line. */
  get serving(): SiteHandle {
    if (this.#serving === undefined) throw new Error('no site serves the line yet')
    return this.#serving
  }

  async start(start: SiteStart): Promise<SiteHandle> {
    if (start.unit !== undefined) this.#line.admit(start.unit.number)
    const site = await this.#world.startSite(start, this.#line.memory)
    this.sites.set(start.name, site)
    this.dead.delete(start.name)
    if (start.serves) this.#serving ??= site
    void site.died.then((reason) => {
      if (this.sites.get(start.name) === site) this.dead.set(start.name, reason)
    })
    return site
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
      const isPlanned = site !== undefined && this.#expected.has(site)
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
    const answers = await Promise.allSettled([...this.sites.values()].map((site) => site.send({ type: 'report' })))
    const reports = answers.flatMap((answer) =>
      answer.status === 'fulfilled' && answer.value.type === 'report' ? [answer.value.report] : [],
    )
    return reports.length === 0 ? undefined : combineReports([...this.#past, ...reports])
  }

  /** Ends a site for good, and keeps what it has to report. */
  async retire(name: string): Promise<void> {
    const site = this.sites.get(name)
    if (site === undefined) return
    const answer = await site.send({ type: 'report' }).catch(() => undefined)
    if (answer?.type === 'report')
      this.#past.push({ ...answer.report, heapBytes: 0, residentBytes: 0, versionsResident: 0 })
    this.sites.delete(name)
    await site.end()
  }

  async end(): Promise<void> {
    await Promise.all([...this.sites.values()].map((site) => site.end()))
  }

  /** Lets a fault happen now. */
  strike(fault: Fault, onCrash: (site: string) => void): void {
    if (fault.kind === 'crash') {
      const site = this.sites.get(fault.site)
      if (site === undefined) return
      this.#expected.add(site)
      site.crash()
      onCrash(fault.site)
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
    for (const [name, site] of this.sites) site.tell({ type: 'network', faults: letterFaultsOf(name, this.#faults) })
  }
}

/** Several sites' reports as one: memory adds up, as do errors and violations. */
function combineReports(reports: readonly SiteReport[]): SiteReport {
  const sum = (read: (report: SiteReport) => number): number =>
    reports.reduce((total, report) => total + read(report), 0)
  const traces = reports.flatMap(({ trace }) => (trace === undefined ? [] : [trace]))
  return {
    spans: reports.flatMap(({ spans }): readonly PhaseSpan[] => spans),
    errors: reports.flatMap(({ errors }) => errors).toSorted((a, b) => a.atMs - b.atMs),
    heapBytes: sum(({ heapBytes }) => heapBytes),
    heapPeakBytes: sum(({ heapPeakBytes }) => heapPeakBytes),
    residentBytes: Math.max(...reports.map(({ residentBytes }) => residentBytes)),
    versionsResident: Math.max(...reports.map(({ versionsResident }) => versionsResident)),
    ...(traces.length === 0 ? {} : { trace: combineTraces(traces) }),
  }
}

function combineTraces(traces: readonly TraceReport[]): TraceReport {
  const examples = new Map<string, ViolationExample>()
  for (const example of traces.flatMap((trace) => trace.examples))
    if (!examples.has(example.kind)) examples.set(example.kind, example)
  return {
    counts: Object.fromEntries(
      internalKinds.map((kind) => [kind, traces.reduce((total, { counts }) => total + counts[kind], 0)]),
    ) as Record<InternalKind, number>,
    examples: [...examples.values()],
    entries: traces.reduce((total, { entries }) => total + entries, 0),
  }
}
