import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Parameters } from '../../workloads/contract.ts'
import { whileAlive, type SiteHandle } from './controller.ts'
import { Correspondence } from './correspondence.ts'
import { copyFolder, readFolder } from './disk-folder.ts'
import type { Answer, Command, Order, OrderAnswer } from './messages.ts'
import { createClock, readEpoch } from './thread-clock.ts'
import type { Peer, WorkerStart } from './worker.ts'
import type { World } from './world.ts'

export interface ThreadWorldOptions {
  readonly strategyPath: string
  readonly workloadPath: string
  readonly parameters: Parameters
  readonly processes: number
  readonly traced: boolean
}

/** A world of worker threads on real time. Its zero is the moment of its making. */
export function createThreadWorld(options: ThreadWorldOptions): World {
  const epoch = readEpoch()
  const sites = new Map<string, ThreadSite>()
  const disk = join(tmpdir(), `bench-disk-${randomUUID()}`)
  return {
    now: createClock(epoch),
    after: async (ms) => {
      await delay(ms)
    },
    startSite: (start, line) => startThread({ ...options, start, line, epoch, disk: join(disk, start.name) }, sites),
    readFiles: (site) => readFolder(join(disk, site)),
    copyDisk: (from, to) => copyFolder(join(disk, from), join(disk, to)),
    remove: () => rm(disk, { recursive: true, force: true }),
  }
}

async function startThread(
  data: Omit<WorkerStart, 'port' | 'flag' | 'peers'>,
  sites: Map<string, ThreadSite>,
): Promise<SiteHandle> {
  const { name } = data.start
  const { port1, port2 } = new MessageChannel()
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const peers = [...sites.values()].filter((site) => site.name !== name).map((site) => site.connect(name))
  const workerData: WorkerStart = { ...data, port: port2, flag, peers }
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData,
    transferList: [port2, ...peers.map(({ port }) => port)],
  })
  const handle = new ThreadSite(name, worker, port1, flag)
  sites.set(name, handle)
  void handle.gone.then(() => {
    if (sites.get(name) === handle) sites.delete(name)
  })
  const online = new Promise((resolve) => worker.once('message', resolve))
  await whileAlive(online, handle, `site ${data.start.name} could not be started`)
  return handle
}

class ThreadSite implements SiteHandle {
  readonly name: string
  readonly died: Promise<string>
  /** Resolves when the thread is no more, however it ended. */
  readonly gone: Promise<void>
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
    void this.#worker.terminate()
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#worker.terminate()
    this.#port.close()
  }

  #post(order: Order): void {
    this.#port.postMessage(order)
    Atomics.store(this.#flag, 0, -1)
  }
}
