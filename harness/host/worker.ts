/** A site's thread: its own heap and event loop, on real time. */
import { getHeapStatistics } from 'node:v8'
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Strategy } from '../../strategies/contract.ts'
import type { Parameters, Workload } from '../../workloads/contract.ts'
import { createDevice } from '../load/device.ts'
import { LineControl, type Device, type LineMemory } from '../load/line.ts'
import type { Order, OrderAnswer } from './messages.ts'
import type { SiteStart } from './controller.ts'
import { FolderMedium } from './disk-folder.ts'
import { createDisk } from './disk.ts'
import type { Letter } from './remote-calls.ts'
import { Site } from './site.ts'
import { openSqliteStore } from './stable-store.ts'
import { createClock, type Epoch } from './thread-clock.ts'
import { Trace } from './trace.ts'

export interface WorkerStart {
  readonly start: SiteStart
  readonly strategyPath: string
  readonly workloadPath: string
  readonly line: LineMemory
  readonly parameters: Parameters
  readonly processes: number
  readonly epoch: Epoch
  readonly traced: boolean
  /** Folder of the world's disk. */
  readonly disk: string
  readonly port: MessagePort
  /** Lies in shared memory: negative while a command waits. */
  readonly flag: Int32Array
  /** A channel to each site that has been started before. */
  readonly peers: readonly Peer[]
}

/** The way to another site. */
export interface Peer {
  readonly name: string
  readonly port: MessagePort
}

/** For how long the line hands out requests before the event loop has its turn. */
const quantumMs = 1
/** Share of the site's time that loading beside the program may take. */
const loadShare = 0.02

const data = workerData as WorkerStart
const { strategy } = (await import(data.strategyPath)) as { strategy: Strategy }
const { workload } = (await import(data.workloadPath)) as { workload: Workload }
const now = createClock(data.epoch)
const control = new LineControl(data.line)
const peers = new Map<string, MessagePort>()
let heapPeakBytes = 0

const site = new Site(
  {
    name: data.start.name,
    now,
    disk: createDisk(new FolderMedium(data.disk)),
    openStore: () => openSqliteStore(`${data.disk}.stable/store.db`),
    after: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    later: (callback, takenMs) => void setTimeout(callback, Math.max(1, takenMs / loadShare)),
    answer: (answer: OrderAnswer) => data.port.postMessage(answer),
    take: () => {
      Atomics.store(data.flag, 0, 0)
      return receiveMessageOnPort(data.port)?.message as Order | undefined
    },
    ended: () => control.markEnded(data.start.unit?.number),
    next: () => control.next,
    post,
    memoryUse: () => {
      sampleHeap()
      return { heapBytes: getHeapStatistics().used_heap_size, heapPeakBytes, residentBytes: process.memoryUsage.rss() }
    },
  },
  {
    image: data.start.image,
    tables: strategy.linkage.tables,
    noticesCommands: strategy.linkage.boundary?.notices === true,
    parameters: data.parameters,
    processes: data.processes,
    flag: data.flag,
    network: data.start.network,
    ...(data.start.serves ? { createLine } : {}),
    createAgent: (access) => strategy.createSite(access),
    ...(data.traced ? { trace: new Trace(now) } : {}),
    ...(data.start.restored === undefined ? {} : { restored: data.start.restored }),
  },
)
data.port.on('message', (order: Order) => site.obey(order))
setInterval(sampleHeap, 20).unref()
for (const peer of data.peers) connect(peer)
parentPort?.on('message', connect)
site.start()
parentPort?.postMessage('started')

function createLine(interrupt: () => void): Device<unknown, unknown> {
  const traffic = workload.traffic(data.parameters)
  return createDevice(data.line, traffic, data.start.unit, { now, interrupt, quantumMs, poll, flag: data.flag })
}

/** A site that starts under the name of one that is gone takes its place. */
function connect({ name, port }: Peer): void {
  peers.set(name, port)
  port.on('message', (letter: Letter) => site.deliver(name, letter))
  port.on('close', () => {
    if (peers.get(name) === port) peers.delete(name)
    site.siteDown(name)
  })
}

/** What is sent to a site that is gone fails soon, but not before the sender has gone on. */
function post(to: string, letter: Letter): void {
  const port = peers.get(to)
  if (port === undefined) setImmediate(() => site.siteDown(to))
  else port.postMessage(letter)
}

/** Polls like a device driver in poll mode: the event loop turns until the next arrival is due. */
function poll(callback: () => void, atMs: number): void {
  if (atMs - now() > 2) setTimeout(callback, atMs - now() - 1.5)
  else setImmediate(callback)
}

function sampleHeap(): void {
  heapPeakBytes = Math.max(heapPeakBytes, getHeapStatistics().used_heap_size)
}
