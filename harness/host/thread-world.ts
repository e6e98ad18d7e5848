import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Parameters } from '../../workloads/contract.ts'
import { LineControl } from '../load/line.ts'
import { whileAlive, type SiteHandle } from './controller.ts'
import { Correspondence } from './correspondence.ts'
import { readFolder } from './disk-folder.ts'
import type { Answer, Command, Order, OrderAnswer } from './messages.ts'
import { createClock, readEpoch } from './thread-clock.ts'
import type { WorkerStart } from './worker.ts'
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
  const disk = join(tmpdir(), `bench-disk-${randomUUID()}`)
  return {
    now: createClock(epoch),
    after: async (ms) => {
      await delay(ms)
    },
    startSite: (start, line) => startThread({ ...options, start, line, epoch, disk }),
    readFiles: () => readFolder(disk),
    remove: () => rm(disk, { recursive: true, force: true }),
  }
}

async function startThread(data: Omit<WorkerStart, 'port'>): Promise<SiteHandle> {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { ...data, port: port2 },
    transferList: [port2],
  })
  const handle = new ThreadSite(data.start.name, worker, port1, new LineControl(data.line))
  const online = new Promise((resolve) => worker.once('message', resolve))
  await whileAlive(online, handle, `site ${data.start.name} could not be started`)
  return handle
}

class ThreadSite implements SiteHandle {
  readonly name: string
  readonly died: Promise<string>
  readonly #worker: Worker
  readonly #port: MessageChannel['port1']
  readonly #line: LineControl
  readonly #letters = new Correspondence()
  #ended = false

  constructor(name: string, worker: Worker, port: MessageChannel['port1'], line: LineControl) {
    this.name = name
    this.#worker = worker
    this.#port = port
    this.#line = line
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

  async end(): Promise<void> {
    this.#ended = true
    await this.#worker.terminate()
    this.#port.close()
  }

  #post(order: Order): void {
    this.#port.postMessage(order)
    this.#line.raise()
  }
}
