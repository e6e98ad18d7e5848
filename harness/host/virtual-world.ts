import type { Strategy } from '../../strategies/contract.ts'
import type { Parameters, Workload } from '../../workloads/contract.ts'
import { createDevice } from '../load/device.ts'
import { LineControl, type LineMemory } from '../load/line.ts'
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

  /** Runs events in order of time until the promise settles. */
  run<T>(promise: Promise<T>): Promise<T> {
    return this.#time.run(promise)
  }

  async startSite(start: SiteStart, line: LineMemory): Promise<SiteHandle> {
    const site = new VirtualSite(this, start, line, this.#options)
    this.#sites.set(start.name, site)
    return whileAlive(site.started, site, `site ${start.name} could not be started`)
  }

  /** Carries a letter; the sender learns after the same time that a site is down. */
  carry(from: string, to: string, letter: Letter): void {
    const sent = structuredClone(letter)
    this.#time.schedule(() => {
      if (this.#sites.get(to)?.deliver(from, sent) !== true) this.#sites.get(from)?.siteDown(to)
    }, this.#time.now() + letterMs)
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
  readonly #letters = new Correspondence()
  #ended = false

  constructor(world: VirtualWorld, start: SiteStart, line: LineMemory, options: VirtualWorldOptions) {
    this.name = start.name
    const death = Promise.withResolvers<string>()
    const started = Promise.withResolvers<this>()
    this.started = started.promise
    this.died = death.promise
    this.#die = death.resolve
    this.#world = world
    this.#control = new LineControl(line)
    const { strategy, workload, parameters, processes } = options
    const schedule = (callback: () => void, atMs: number): void => world.schedule(() => this.#ended || callback(), atMs)
    // Of a site that has ended nothing goes on.
    const after = (ms: number): Promise<void> => new Promise((resolve) => schedule(resolve, world.now() + ms))
    this.#site = new Site(
      {
        name: start.name,
        now: () => world.now(),
        after,
        disk: createDisk(createMemoryMedium(world.filesOf(start.name), after)),
        later: (callback) => schedule(callback, world.now() + readingMs),
        openStore: () => createMemoryStore(world.recordsOf(start.name), after),
        answer: (answer) => this.#letters.settle(structuredClone(answer)),
        take: () => {
          this.#flag[0] = 0
          return this.#orders.shift()
        },
        ended: () => this.#control.markEnded(start.unit?.number),
        next: () => this.#control.next,
        post: (to, letter) => world.carry(start.name, to, letter),
        memoryUse: () => ({ heapBytes: 0, heapPeakBytes: 0, residentBytes: 0 }),
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
              createLine: (interrupt) =>
                createDevice(line, workload.traffic(parameters), start.unit, {
                  now: () => world.now(),
                  flag: this.#flag,
                  interrupt,
                  quantumMs,
                  poll: schedule,
                }),
            }
          : {}),
        createAgent: (access) => strategy.createSite(access),
        ...(options.traced ? { trace: new Trace(() => world.now()) } : {}),
        ...(start.restored === undefined ? {} : { restored: start.restored }),
      },
    )
    schedule(() => {
      try {
        this.#site.start()
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
    this.#site.deliver(from, letter)
    return true
  }

  siteDown(name: string): void {
    if (!this.#ended) this.#site.siteDown(name)
  }

  #stop(): void {
    if (this.#ended) return
    this.#ended = true
    this.#world.markDown(this.name)
  }

  #post(order: Order): void {
    this.#orders.push(structuredClone(order))
    this.#flag[0] = -1
    this.#world.schedule(() => this.#ended || this.#site.interrupt(), this.#world.now())
  }
}
