/** A site in a process of its own: its program runs only when other sites call, for the line is not in reach. */
import { connect } from 'node:net'
import { createRealTimeSite } from '../real-time-site.ts'
import type { Site } from '../site.ts'
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

let site: Site | undefined

function take(message: ToSite): void {
  if (message.type === 'order') site?.obey(message.order)
  else start(message).catch(fail)
}

async function start({ setup, links }: Extract<ToSite, { type: 'setup' }>): Promise<void> {
  const made = await createRealTimeSite(setup, {
    flag: new Int32Array(1),
    answer: (answer) => tell({ type: 'answer', answer }),
    // An order comes with the event loop's turn, and is obeyed then: none waits.
    take: () => undefined,
    ended: () => undefined,
    // The line is elsewhere; the controller fills it in.
    next: () => 0,
    post: (to, letter) => sockets.post(to, letter),
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

function tell(message: FromSite): void {
  writeFrame(controller, message)
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  controller.end(() => process.exit(1))
}
