/** A site's thread: its own heap and event loop, on real time. */
import { getHeapStatistics } from 'node:v8'
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Strategy } from '../../strategies/contract.ts'
import type { Parameters, Workload } from '../../workloads/contract.ts'
import { LineControl, SiteLine, type LineMemory } from '../load/line.ts'
import type { Order, OrderAnswer } from './messages.ts'
import type { SiteStart } from './controller.ts'
import { Site } from './site.ts'
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
let heapPeakBytes = 0

const site = new Site(
  {
    name: data.start.name,
    now,
    after: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    later: (callback, takenMs) => void setTimeout(callback, Math.max(1, takenMs / loadShare)),
    answer: (answer: OrderAnswer) => data.port.postMessage(answer),
    take: () => {
      control.lower()
      return receiveMessageOnPort(data.port)?.message as Order | undefined
    },
    ended: () => control.markEnded(),
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
    flag: data.line.control,
    createLine: (interrupt) =>
      new SiteLine(data.line, workload.traffic(data.parameters), { now, interrupt, quantumMs, poll }),
    createAgent: (access) => strategy.createSite(access),
    ...(data.traced ? { trace: new Trace(now) } : {}),
    ...(data.start.restored === undefined ? {} : { restored: data.start.restored }),
  },
)
data.port.on('message', (order: Order) => site.obey(order))
setInterval(sampleHeap, 20).unref()
site.start()
parentPort?.postMessage('started')

/** Polls like a device driver in poll mode: the event loop turns until the next arrival is due. */
function poll(callback: () => void, atMs: number): void {
  if (atMs - now() > 2) setTimeout(callback, atMs - now() - 1.5)
  else setImmediate(callback)
}

function sampleHeap(): void {
  heapPeakBytes = Math.max(heapPeakBytes, getHeapStatistics().used_heap_size)
}
