/**
 * A site in a process of its own. The line is not in reach: its program runs when other sites call; or it is a unit,
 * which is handed the line's requests.
 */
import { connect } from 'node:net'
import type { Workload } from '../../../workloads/contract.ts'
import { at } from '../../load/device.ts'
import type { FromUnit } from '../../load/line-messages.ts'
import type { Unit } from '../../load/replica-line.ts'
import { RemoteLine } from '../../load/remote-line.ts'
import { createPoll, quantumMs } from '../poll.ts'
import { createRealTimeSite, type SiteSetup } from '../real-time-site.ts'
import type { Site } from '../site.ts'
import { createClock } from '../thread-clock.ts'
import { aliveMs, startVariable, type FromSite, type ProcessStart, type ToSite } from './control-messages.ts'
import { readFrames, writeFrame } from './frames.ts'
import { SocketLinks } from './socket-links.ts'

const { host, port, token, number } = JSON.parse(process.env[startVariable] ?? '{}') as ProcessStart
const controller = connect(port, host)
controller.setNoDelay(true)
// Without its controller a site is nothing.
controller.once('close', () => process.exit(0))
controller.once('error', () => process.exit(1))
controller.once('connect', () => tell({ type: 'hello', token, number }))
readFrames(controller, (message) => take(message as ToSite))
process.once('uncaughtException', fail)
process.once('unhandledRejection', fail)

type Setup = Extract<ToSite, { type: 'setup' }>

let site: Site | undefined
let line: RemoteLine<unknown, unknown> | undefined

function take(message: ToSite): void {
  switch (message.type) {
    case 'setup':
      return void start(message).catch(fail)
    case 'line':
      return line?.take(message.message)
    case 'order':
      // It may be the last: what has been answered by now has been answered.
      line?.flush()
      site?.obey(message.order)
  }
}

async function start({ setup, links, seed }: Setup): Promise<void> {
  const { unit } = setup.start
  const createLine = unit && (await prepareLine(unit, setup, seed))
  const made = await createRealTimeSite(setup, {
    flag: new Int32Array(1),
    answer: (answer) => {
      line?.flush()
      tell({ type: 'answer', answer })
    },
    // An order comes with the event loop's turn, and is obeyed then: none waits.
    take: () => undefined,
    ended: () => {
      line?.flush()
      tell({ type: 'ended' })
    },
    // The line is elsewhere; the controller fills it in.
    next: () => 0,
    post: (to, letter) => sockets.post(to, letter),
    ...(createLine === undefined ? {} : { createLine }),
  })
  const sockets = new SocketLinks(links, {
    deliver: (from, letter) => made.deliver(from, letter),
    down: (name) => made.siteDown(name),
  })
  const letterPort = await sockets.open()
  made.start()
  site = made
  setInterval(() => tell({ type: 'alive' }), aliveMs)
  tell({ type: 'started', port: letterPort })
}

/** What makes a unit's end of the line, once the unit has its state. */
async function prepareLine(
  unit: Unit,
  { workloadPath, parameters, epoch }: SiteSetup,
  seed: number,
): Promise<(interrupt: () => void, position?: number) => RemoteLine<unknown, unknown>> {
  const { workload } = (await import(workloadPath)) as { workload: Workload }
  const now = createClock(epoch)
  const post = (message: FromUnit): void => tell({ type: 'line', message })
  return (_, position) => {
    const place = { now, poll: createPoll(now), quantumMs, post }
    line = new RemoteLine(workload.traffic(parameters), place, at(unit, position), seed)
    return line
  }
}

function tell(message: FromSite): void {
  writeFrame(controller, message)
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  controller.end(() => process.exit(1))
}
