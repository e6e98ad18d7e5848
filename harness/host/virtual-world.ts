import type { Strategy } from '../../strategies/contract.ts'
import type { Parameters, Workload } from '../../workloads/contract.ts'
import { LineControl, SiteLine, type LineMemory } from '../load/line.ts'
import { SiteDown, type SiteHandle, type SiteStart } from './controller.ts'
import type { Answer, Command } from './messages.ts'
import { Site } from './site.ts'
import { Trace } from './trace.ts'
import type { World } from './world.ts'

export interface VirtualWorldOptions {
  readonly strategy: Strategy
  readonly workload: Workload
  readonly parameters: Parameters
  readonly processes: number
  readonly traced: boolean
}

/** Virtual time that passes with each reading of the clock: what a request costs. */
const readingMs = 0.001

interface Event {
  readonly atMs: number
  readonly order: number
  readonly callback: () => void
}

/** A world in one thread, on virtual time: what happens in it is a function of what it is given. */
export class VirtualWorld implements World {
  readonly #options: VirtualWorldOptions
  readonly #events: Event[] = []
  #nowMs = 0
  #order = 0

  constructor(options: VirtualWorldOptions) {
    this.#options = options
  }

  now(): number {
    this.#nowMs += readingMs
    return this.#nowMs
  }

  after(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(resolve, this.#nowMs + ms)
    })
  }

  schedule(callback: () => void, atMs: number): void {
    const event = { atMs: Math.max(atMs, this.#nowMs), order: this.#order++, callback }
    const index = this.#events.findLastIndex((other) => other.atMs <= event.atMs)
    this.#events.splice(index + 1, 0, event)
  }

  /** Runs events in order of time until the promise settles. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    const result = promise.finally(() => {
      settled = true
    })
    result.catch(() => undefined)
    await turn()
    while (!settled) {
      const event = this.#events.shift()
      if (event === undefined) throw new Error('nothing is left to happen, and the trial has not ended')
      this.#nowMs = Math.max(this.#nowMs, event.atMs)
      event.callback()
      await turn()
    }
    return result
  }

  startSite(start: SiteStart, line: LineMemory): Promise<SiteHandle> {
    return Promise.resolve(new VirtualSite(this, start, line, this.#options))
  }
}

/** Lets every promise that can settle do so. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

class VirtualSite implements SiteHandle {
  readonly name: string
  readonly died: Promise<string>
  readonly #world: VirtualWorld
  readonly #control: LineControl
  readonly #site: Site
  readonly #commands: Command[] = []
  readonly #waiting: ((answer: Answer) => void)[] = []
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
        after: (ms) => world.after(ms),
        later: (callback) => schedule(callback, world.now() + readingMs),
        answer: (answer) => this.#waiting.shift()?.(structuredClone(answer)),
        take: () => {
          this.#control.lower()
          return this.#commands.shift()
        },
        ended: () => this.#control.markEnded(),
        memoryUse: () => ({ heapBytes: 0, heapPeakBytes: 0, residentBytes: 0 }),
      },
      {
        image: start.image,
        tables: strategy.linkage.tables,
    hasBoundaries: strategy.linkage.boundary !== undefined,
        parameters,
        processes,
        flag: line.control,
        createLine: (interrupt) => new SiteLine(line, workload.traffic(parameters), { now: () => world.now(), interrupt, quantumMs: Infinity, poll: schedule }),
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
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#waiting.push(resolve)
    this.tell(command)
    return Promise.race([promise, this.died.then((reason) => Promise.reject(new SiteDown(`site ${this.name} died: ${reason}`)))])
  }

  tell(command: Command): void {
    this.#commands.push(structuredClone(command))
    this.#control.raise()
    this.#world.schedule(() => this.#ended || this.#site.interrupt(), this.#world.now())
  }

  end(): Promise<void> {
    this.#ended = true
    return Promise.resolve()
  }
}
