/** A site's thread: its own heap and event loop, on real time, with the line's memory in reach. */
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Workload } from '../../workloads/contract.ts'
import { at, createDevice } from '../load/device.ts'
import { LineControl } from '../load/line-control.ts'
import type { Device } from '../load/line-host.ts'
import type { LineMemory } from '../load/line-memory.ts'
import type { LinkEvents, Links } from './links.ts'
import type { Order } from './messages.ts'
import { PortLinks, type Peer } from './port-links.ts'
import { createPoll, quantumMs } from './poll.ts'
import { createRealTimeSite, type SiteSetup } from './real-time-site.ts'
import { SocketLinks, type SocketLinksSetup } from './tcp/socket-links.ts'
import { createClock } from './thread-clock.ts'

export interface WorkerStart extends SiteSetup {
  readonly line: LineMemory
  readonly port: MessagePort
  /** Lies in shared memory: negative while a command waits. */
  readonly flag: Int32Array
  /** A channel to each site that has been started before, or how to connect with them. */
  readonly links:
    | { readonly kind: 'ports'; readonly peers: readonly Peer[] }
    | { readonly kind: 'sockets'; readonly setup: SocketLinksSetup }
}

/** The thread's first word, once its program runs. */
export interface Started {
  /** Where it takes letters of other processes. */
  readonly port?: number
}

const data = workerData as WorkerStart
const { workload } = (await import(data.workloadPath)) as { workload: Workload }
const now = createClock(data.epoch)
const control = new LineControl(data.line)

const site = await createRealTimeSite(data, {
  flag: data.flag,
  answer: (answer) => data.port.postMessage(answer),
  take: () => {
    Atomics.store(data.flag, 0, 0)
    return receiveMessageOnPort(data.port)?.message as Order | undefined
  },
  ended: () => control.markEnded(data.start.unit?.number),
  next: () => control.next,
  post: (to, letter) => links.post(to, letter),
  ...(data.start.serves ? { createLine } : {}),
})
data.port.on('message', (order: Order) => site.obey(order))
const { links, ...started } = await openLinks({
  deliver: (from, letter) => site.deliver(from, letter),
  down: (name) => site.siteDown(name),
})
site.start()
parentPort?.postMessage(started)

async function openLinks(events: LinkEvents): Promise<{ links: Links } & Started> {
  if (data.links.kind === 'sockets') {
    const sockets = new SocketLinks(data.links.setup, events)
    return { links: sockets, port: await sockets.open() }
  }
  const ports = new PortLinks(data.links.peers, events)
  parentPort?.on('message', (peer: Peer) => ports.connect(peer))
  return { links: ports }
}

function createLine(interrupt: () => void, position?: number): Device<unknown, unknown> {
  const traffic = workload.traffic(data.parameters)
  return createDevice(data.line, traffic, at(data.start.unit, position), {
    now,
    interrupt,
    quantumMs,
    poll: createPoll(now),
    flag: data.flag,
  })
}
