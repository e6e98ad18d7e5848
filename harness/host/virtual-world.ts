import type { Factory } from '../link/run-unit.ts'
import type { Unit } from '../link/image.ts'
import type { Strategy } from '../../strategies/contract.ts'
import type { Line, Parameters, Received, Traffic, Workload } from '../../workloads/contract.ts'
import { at, createDevice } from '../load/device.ts'
import { LineControl } from '../load/line-control.ts'
import type { Device } from '../load/line-host.ts'
import type { LineMemory } from '../load/line-memory.ts'
import { whileAlive, type SiteHandle, type SiteStart } from './controller.ts'
import { Correspondence } from './correspondence.ts'
import { createMemoryMedium, type MemoryFiles } from './disk-memory.ts'
import { createDisk } from './disk.ts'
import type { Answer, Command, Order } from './messages.ts'
import type { Letter } from './remote-calls.ts'
import { Site } from './site.ts'
import { createMemoryStore, type MemoryRecords } from './stable-store.ts'
import { Trace } from './trace.ts'
import { readingMs, VirtualTime } from './virtual-time.ts'
import type { World } from './world.ts'

/** Also under load that never lets up, the line looks up as often as on real time: at the end of a segment, say. */
const quantumMs = 1

export interface VirtualWorldOptions {
  readonly strategy: Strategy
  readonly workload: Workload
  readonly parameters: Parameters
  readonly processes: number
  readonly traced: boolean
  /** What is asked of the program, where that is known already. */
  readonly traffic?: Traffic<unknown, unknown>
  /** For how long the line hands out requests before events have their turn, in ms. */
  readonly quantumMs?: number
  /** Where the same program runs over and over: what a unit's text was compiled to. */
  readonly compile?: (unit: Unit) => Factory
  readonly watch?: WorldWatch
}

/** What is told of the sites of a virtual world. */
export interface WorldWatch {
  /** A site's program has been loaded and its processes begin. */
  started(site: SiteHandle): void
  /** A traced program comes past an entry, an exit or a resumption. */
  boundary(site: string, trace: Trace): void
  /** A site takes notice of an order. */
  noticed(): void
  answered(answer: Answer): void
  /** Whether loading in portions goes on at once, rather than beside what runs. */
  loadsAtOnce(): boolean
  /** How much longer than usual something takes that comes from outside a site, in ms. */
  delayMs(): number
  /** How long an order takes on its way to a site, in ms: letters may overtake it, other orders not. */
  orderMs(): number
  /** A letter is about to be sent; false where it is lost. */
  letter(from: string, to: string): boolean
}

/** Time that a letter takes from one virtual site to another, in ms. */
const letterMs = 0.05

/** A world in one thread, on virtual time: what happens in it is a function of what it is given. */
export class VirtualWorld implements World {
  readonly #options: VirtualWorldOptions
  readonly #time = new VirtualTime()
  readonly #sites = new Map<string, VirtualSite>()
  /** Files of each site's disk: they outlive the site. */
  readonly #files = new Map<string, MemoryFiles>()
  readonly #records = new Map<string, MemoryRecords>()
  /** When the last letter of one site to another comes. */
  readonly #arrivals = new Map<string, number>()

  constructor(options: VirtualWorldOptions) {
    this.#options = options
  }

  now(): number {
    return this.#time.now()
  }

  after(ms: number): Promise<void> {
    return this.#time.after(ms)
  }

  schedule(callback: () => void, atMs: number): void {
    this.#time.schedule(callback, atMs)
  }

  /** Readings of the clock and events so far. */
  get activity(): number {
    return this.#time.activity
  }

  /** Runs events in order of time until the promise settles, or until there have been too many of them. */
  run<T>(promise: Promise<T>, mostEvents?: number): Promise<T> {
    return this.#time.run(promise, mostEvents)
  }

  async startSite(start: SiteStart, line: LineMemory): Promise<SiteHandle> {
    const site = new VirtualSite(this, start, line, this.#options)
    this.#sites.set(start.name, site)
    return whileAlive(site.started, site, `site ${start.name} could not be started`)
  }

  /** Carries a letter; the sender learns after the same time that a site is down. */
  carry(from: string, to: string, letter: Letter): void {
    const { watch } = this.#options
    const sent = structuredClone(letter)
    if (watch?.letter(from, to) === false) return
    // Letters of one site to another come in the order in which they were sent.
    const way = `${from} ${to}`
    const usualMs = this.#time.now() + letterMs + (watch?.delayMs() ?? 0)
    const atMs = Math.max(usualMs, this.#arrivals.get(way) ?? 0)
    this.#arrivals.set(way, atMs)
    this.#time.schedule(() => {
      if (this.#sites.get(to)?.deliver(from, sent) !== true) this.#sites.get(from)?.siteDown(to)
    }, atMs)
  }

  /** The other sites notice that one is gone. */
  markDown(name: string): void {
    for (const site of this.#sites.values()) this.#time.schedule(() => site.siteDown(name), this.#time.now() + letterMs)
  }

  /** The disk of a site, which outlives it. */
  filesOf(site: string): MemoryFiles {
    const files = this.#files.get(site) ?? new Map<string, string[]>()
    this.#files.set(site, files)
    return files
  }

  /** The stable storage of a site, which outlives it too. */
  recordsOf(site: string): MemoryRecords {
    const records = this.#records.get(site) ?? { last: 0, records: [] }
    this.#records.set(site, records)
    return records
  }

  readFiles(site: string): Promise<MemoryFiles> {
    return Promise.resolve(this.filesOf(site))
  }

  copyDisk(from: string, to: string): Promise<void> {
    const files = this.filesOf(to)
    files.clear()
    for (const [file, records] of this.filesOf(from)) files.set(file, [...records])
    return Promise.resolve()
  }

  remove(): Promise<void> {
    return Promise.resolve()
  }
}

class VirtualSite implements SiteHandle {
  readonly name: string
  readonly died: Promise<string>
  /** Resolves with the site when its program runs. */
  readonly started: Promise<this>
  readonly #die: (reason: string) => void
  readonly #flag = new Int32Array(1)
  readonly #world: VirtualWorld
  readonly #control: LineControl
  readonly #site: Site
  readonly #orders: Order[] = []
  readonly #orderMs: () => number
  /** When the last order comes. */
  #lastOrderMs = 0
  readonly #letters = new Correspondence()
  #ended = false
  /** While the site is suspended: what happens to it meanwhile. */
  #deferred: (() => void)[] | undefined

  constructor(world: VirtualWorld, start: SiteStart, line: LineMemory, options: VirtualWorldOptions) {
    this.name = start.name
    const death = Promise.withResolvers<string>()
    const started = Promise.withResolvers<this>()
    this.started = started.promise
    this.died = death.promise
    this.#die = death.resolve
    this.#world = world
    this.#control = new LineControl(line)
    const { strategy, workload, parameters, processes, watch } = options
    this.#orderMs = () => watch?.orderMs() ?? 0
    const schedule = (callback: () => void, atMs: number): void => world.schedule(() => this.#happen(callback), atMs)
    // Of a site that has ended nothing goes on.
    const after = (ms: number): Promise<void> =>
      new Promise((resolve) => schedule(resolve, world.now() + ms + (watch?.delayMs() ?? 0)))
    const trace = options.traced ? new Trace(() => world.now()) : undefined
    this.#site = new Site(
      {
        name: start.name,
        now: () => world.now(),
        after,
        disk: createDisk(createMemoryMedium(world.filesOf(start.name), after)),
        openStore: () => createMemoryStore(world.recordsOf(start.name), after),
        later: (callback) => (watch?.loadsAtOnce() === true ? callback() : schedule(callback, world.now() + readingMs)),
        answer: (answer) => {
          if (this.#ended) return
          watch?.answered(answer.answer)
          // A report is made up anew for each who asks.
          this.#letters.settle(answer.answer.type === 'report' ? answer : structuredClone(answer))
        },
        take: () => {
          this.#flag[0] = 0
          if (this.#orders.length > 0) watch?.noticed()
          return this.#ended ? undefined : this.#orders.shift()
        },
        ended: () => {
          if (!this.#ended) this.#control.markEnded(start.unit?.number)
        },
        next: () => this.#control.next,
        post: (to, letter) => {
          if (!this.#ended) world.carry(start.name, to, letter)
        },
        memoryUse: () => ({ heapBytes: 0, heapPeakBytes: 0, residentBytes: 0, processId: 0 }),
        settleMemory: () => Promise.resolve({ heapBytes: 0, externalBytes: 0, residentBytes: 0, processId: 0 }),
        suspend: (ms) => this.#suspend(ms),
      },
      {
        image: start.image,
        tables: strategy.linkage.tables,
        noticesCommands: strategy.linkage.boundary?.notices === true,
        parameters,
        processes,
        flag: this.#flag,
        network: start.network,
        ...(start.serves
          ? {
              createLine: (interrupt, position) =>
                this.#untilEnd(
                  createDevice(line, options.traffic ?? workload.traffic(parameters), at(start.unit, position), {
                    now: () => world.now(),
                    flag: this.#flag,
                    interrupt,
                    quantumMs: options.quantumMs ?? quantumMs,
                    poll: schedule,
                  }),
                ),
            }
          : {}),
        createAgent: (access) => strategy.createSite(access),
        compile: options.compile,
        ...(trace === undefined ? {} : { trace }),
        ...(start.restored === undefined ? {} : { restored: start.restored }),
        awaitsState: start.awaitsState === true,
      },
    )
    schedule(() => {
      try {
        this.#site.start()
        if (watch !== undefined && trace !== undefined) watchBoundaries(trace, watch, start.name)
        watch?.started(this)
        started.resolve(this)
      } catch (error) {
        this.#stop()
        death.resolve(error instanceof Error ? (error.stack ?? error.message) : String(error))
      }
    }, world.now())
  }

  send(command: Command): Promise<Answer> {
    const { order, answer } = this.#letters.ask(command)
    this.#post(order)
    return whileAlive(answer, this, `site ${this.name} died`)
  }

  tell(command: Command): void {
    this.#post(this.#letters.tell(command))
  }

  end(): Promise<void> {
    this.#stop()
    return Promise.resolve()
  }

  crash(): void {
    this.#stop()
    this.#die('it crashed, as a fault has it')
  }

  /** Takes a letter, unless the site is gone. */
  deliver(from: string, letter: Letter): boolean {
    if (this.#ended) return false
    this.#happen(() => this.#site.deliver(from, letter))
    return true
  }

  siteDown(name: string): void {
    this.#happen(() => this.#site.siteDown(name))
  }

  /** A site that has ended in the midst of its program's work takes and answers nothing more. */
  #untilEnd(device: Device<unknown, unknown>): Device<unknown, unknown> {
    const port = device.port.bind(device)
    return Object.assign(device, {
      port: (process: number): Line<unknown, unknown> => {
        const line = port(process)
        return {
          receive: () => (this.#ended ? new Promise(() => undefined) : line.receive()),
          reply: (request: Received<unknown>, reply: unknown) => {
            if (!this.#ended) line.reply(request, reply)
          },
        }
      },
    })
  }

  #happen(callback: () => void): void {
    if (this.#ended) return
    if (this.#deferred === undefined) callback()
    else this.#deferred.push(callback)
  }

  #suspend(ms: number): void {
    if (this.#deferred !== undefined) return
    this.#deferred = []
    this.#world.schedule(() => {
      const deferred = this.#deferred ?? []
      this.#deferred = undefined
      for (const callback of deferred) this.#happen(callback)
    }, this.#world.now() + ms)
  }

  #stop(): void {
    if (this.#ended) return
    this.#ended = true
    this.#world.markDown(this.name)
  }

  #post(order: Order): void {
    // What is to be loaded is plain data that nobody changes, and large.
    const sent = order.command.type === 'load' ? order : structuredClone(order)
    const orderMs = this.#orderMs()
    if (orderMs === 0 && this.#lastOrderMs === 0) return this.#receive(sent)
    this.#lastOrderMs = Math.max(this.#world.now() + orderMs, this.#lastOrderMs)
    this.#world.schedule(() => this.#receive(sent), this.#lastOrderMs)
  }

  /** It is noticed at a boundary, or else when the event loop turns. */
  #receive(order: Order): void {
    this.#orders.push(order)
    this.#flag[0] = -1
    this.#world.schedule(() => this.#happen(() => this.#site.interrupt()), this.#world.now())
  }
}

function watchBoundaries(trace: Trace, watch: WorldWatch, site: string): void {
  const notice = trace.onBoundary
  trace.onBoundary = () => {
    watch.boundary(site, trace)
    notice?.()
  }
}
