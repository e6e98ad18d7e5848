import type { Line, Outside, Parameters } from '../../workloads/contract.ts'
import type { Device } from '../load/line-host.ts'
import type { SiteAgent } from './agent.ts'
import type { SiteReport } from './messages.ts'
import type { SiteHost } from './site-host.ts'

export type Main = (line: Line<unknown, unknown>, outside: Outside) => Promise<void>

interface ProcessesHost extends Pick<SiteHost, 'now' | 'after' | 'disk' | 'ended'> {
  readonly parameters: Parameters
  agent(): SiteAgent
  describe(error: unknown): { readonly message: string; readonly stack: string }
}

/** The processes of a site: concurrent activations of `main`. */
export class Processes {
  readonly errors: SiteReport['errors'][number][] = []
  readonly #host: ProcessesHost
  /** The line's port of each process, as the device gives it. */
  readonly #ports = new Map<number, Line<unknown, unknown>>()
  /** Counts the starts: processes of earlier ones are not the program's any more. */
  #start = 0
  #running = 0
  #timers = 0

  constructor(host: ProcessesHost) {
    this.#host = host
  }

  /** Some process waits for a timer. */
  get awaitTimers(): boolean {
    return this.#timers > 0
  }

  /** Starts so many processes. Whatever becomes of those that ran before, they do not count any more. */
  start(main: Main, processes: number, line: Device<unknown, unknown>): void {
    this.#start++
    this.#running = processes
    for (let process = 1; process <= processes; process++) void this.#run(main, process, line)
  }

  async #run(main: Main, process: number, line: Device<unknown, unknown>): Promise<void> {
    const start = this.#start
    try {
      await main(this.#port(process, line), this.#outside())
    } catch (error) {
      if (this.#start !== start) return
      this.errors.push({ atMs: this.#host.now(), ...this.#host.describe(error), process })
      line.abandon(process)
    }
    if (this.#start !== start) return
    this.#running--
    if (this.#running === 0) this.#host.ended()
  }

  #outside(): Outside {
    const { parameters, disk } = this.#host
    return { now: () => this.#host.now(), after: (ms) => this.#after(ms), parameters, disk }
  }

  async #after(ms: number): Promise<void> {
    this.#timers++
    await this.#host.after(ms)
    this.#timers--
  }

  #port(process: number, line: Device<unknown, unknown>): Line<unknown, unknown> {
    const port = this.#ports.getOrInsertComputed(process, () => line.port(process))
    return this.#host.agent().wrapLine?.(port) ?? port
  }
}
