import type { Strategy } from '../../strategies/contract.ts'
import type { Parameters, Workload } from '../../workloads/contract.ts'
import { LineControl, SiteLine, type LineMemory } from '../load/line.ts'
import { whileAlive, type SiteHandle, type SiteStart } from './controller.ts'
import { Correspondence } from './correspondence.ts'
import type { Answer, Command, Order } from './messages.ts'
import { Site } from './site.ts'
import { Trace } from './trace.ts'
import { readingMs, VirtualTime } from './virtual-time.ts'
import type { World } from './world.ts'

export interface VirtualWorldOptions {
  readonly strategy: Strategy
  readonly workload: Workload
  readonly parameters: Parameters
  readonly processes: number
  readonly traced: boolean
}

/** A world in one thread, on virtual time: what happens in it is a function of what it is given. */
export class VirtualWorld implements World {
  readonly #options: VirtualWorldOptions
  readonly #time = new VirtualTime()

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

  startSite(start: SiteStart, line: LineMemory): Promise<SiteHandle> {
    return Promise.resolve(new VirtualSite(this, start, line, this.#options))
  }
}

class VirtualSite implements SiteHandle {
  readonly name: string
  readonly died: Promise<string>
  readonly #world: VirtualWorld
  readonly #control: LineControl
  readonly #site: Site
  readonly #orders: Order[] = []
  readonly #letters = new Correspondence()
  #ended = false

  constructor(world: VirtualWorld, start: SiteStart, line: LineMemory, options: VirtualWorldOptions) {
    this.name = start.name
    const death = Promise.withResolvers<string>()
    this.died = death.promise
    this.#world = world
    this.#control = new LineControl(line)
    const { strategy, workload, parameters, processes } = options
    const schedule = (callback: () => void, atMs: number): void => world.schedule(() => this.#ended || callback(), atMs)
    this.#site = new Site(
      {
        name: start.name,
        now: () => world.now(),
        // Of a site that has ended nothing goes on.
        after: (ms) => new Promise((resolve) => schedule(resolve, world.now() + ms)),
        later: (callback) => schedule(callback, world.now() + readingMs),
        answer: (answer) => this.#letters.settle(structuredClone(answer)),
        take: () => {
          this.#control.lower()
          return this.#orders.shift()
        },
        ended: () => this.#control.markEnded(),
        memoryUse: () => ({ heapBytes: 0, heapPeakBytes: 0, residentBytes: 0 }),
      },
      {
        image: start.image,
        tables: strategy.linkage.tables,
        noticesCommands: strategy.linkage.boundary?.notices === true,
        parameters,
        processes,
        flag: line.control,
        createLine: (interrupt) =>
          new SiteLine(line, workload.traffic(parameters), {
            now: () => world.now(),
            interrupt,
            quantumMs: Infinity,
            poll: schedule,
          }),
        createAgent: (access) => strategy.createSite(access),
        ...(options.traced ? { trace: new Trace(() => world.now()) } : {}),
        ...(start.restored === undefined ? {} : { restored: start.restored }),
      },
    )
    schedule(() => {
      try {
        this.#site.start()
      } catch (error) {
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
    this.#ended = true
    return Promise.resolve()
  }

  #post(order: Order): void {
    this.#orders.push(structuredClone(order))
    this.#control.raise()
    this.#world.schedule(() => this.#ended || this.#site.interrupt(), this.#world.now())
  }
}
