import { MessageChannel, Worker, type Transferable } from 'node:worker_threads'
import { whileAlive } from './controller.ts'
import { Correspondence } from './correspondence.ts'
import type { Answer, Command, Order, OrderAnswer } from './messages.ts'
import type { Peer } from './port-links.ts'
import type { RealTimeHandle } from './thread-world.ts'
import type { Started, WorkerStart } from './worker.ts'

/**
 * Starts a site in a thread of this process.
 * @param transfers channels to the sites that have been started before
 * @throws SiteDown where it does not start
 */
export async function startThread(
  setup: Omit<WorkerStart, 'port' | 'flag'>,
  transfers: readonly Transferable[],
  enter: (site: ThreadSite) => void,
): Promise<{ readonly site: ThreadSite; readonly started: Started }> {
  const { name } = setup.start
  const { port1, port2 } = new MessageChannel()
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { ...setup, port: port2, flag } satisfies WorkerStart,
    transferList: [port2, ...transfers],
  })
  const site = new ThreadSite(name, worker, port1, flag)
  enter(site)
  const online = new Promise<Started>((resolve) => worker.once('message', resolve))
  return { site, started: await whileAlive(online, site, `site ${name} could not be started`) }
}

export class ThreadSite implements RealTimeHandle {
  readonly name: string
  readonly died: Promise<string>
  /** Resolves when the thread is no more, however it ended. */
  readonly gone: Promise<void>
  /** Told to end; resolves when it has. */
  leaving: Promise<void> | undefined
  readonly #worker: Worker
  readonly #port: MessageChannel['port1']
  readonly #flag: Int32Array
  readonly #letters = new Correspondence()
  #ended = false

  constructor(name: string, worker: Worker, port: MessageChannel['port1'], flag: Int32Array) {
    this.name = name
    this.#worker = worker
    this.#port = port
    this.#flag = flag
    this.gone = new Promise((resolve) => worker.once('exit', () => resolve()))
    port.on('message', (answer: OrderAnswer) => this.#letters.settle(answer))
    this.died = new Promise((resolve) => {
      worker.once('error', (error) => resolve(error instanceof Error ? (error.stack ?? error.message) : String(error)))
      worker.once('exit', (code) => {
        if (!this.#ended) resolve(`its thread ended with code ${code}`)
      })
    })
  }

  async send(command: Command): Promise<Answer> {
    const { order, answer } = this.#letters.ask(command)
    this.#post(order)
    return whileAlive(answer, this, `site ${this.name} died`)
  }

  tell(command: Command): void {
    this.#post(this.#letters.tell(command))
  }

  /** Opens a channel between this site and one that is about to start; returns that one's end. */
  connect(name: string): Peer {
    const { port1, port2 } = new MessageChannel()
    this.#worker.postMessage({ name, port: port1 } satisfies Peer, [port1])
    return { name: this.name, port: port2 }
  }

  crash(): void {
    this.leaving = this.gone
    void this.#worker.terminate()
  }

  async end(): Promise<void> {
    this.#ended = true
    this.leaving = this.gone
    await this.#worker.terminate()
    this.#port.close()
  }

  #post(order: Order): void {
    this.#port.postMessage(order)
    Atomics.store(this.#flag, 0, -1)
  }
}
