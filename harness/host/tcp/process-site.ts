import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Dispatcher } from '../../load/dispatcher.ts'
import type { LineControl } from '../../load/line-control.ts'
import type { UnitPort } from '../../load/unit-port.ts'
import { whileAlive } from '../controller.ts'
import { Correspondence } from '../correspondence.ts'
import type { Answer, Command, Order, OrderAnswer } from '../messages.ts'
import type { SiteSetup } from '../real-time-site.ts'
import type { RealTimeHandle } from '../thread-world.ts'
import type { FromSite, ToSite } from './control-messages.ts'
import { writeFrame } from './frames.ts'
import type { Machine } from './machine.ts'
import type { Connected, ProcessHub } from './process-hub.ts'
import type { Address } from './socket-links.ts'

export interface ProcessSiteOptions {
  readonly hub: ProcessHub
  readonly machine: Machine
  readonly setup: SiteSetup
  /** Sites that have been started before. */
  readonly peers: readonly Address[]
  readonly line: LineControl
  /** Hands out the line's requests to units. */
  readonly dispatcher: Dispatcher
  /** A process that says nothing for so long is taken to be dead. */
  readonly silenceMs: number
}

/** Starts a site in a process of its own. @throws SiteDown where it does not start */
export async function startProcess(options: ProcessSiteOptions): Promise<ProcessSite> {
  const { hub, machine } = options
  const { child, connected } = await hub.start(new URL('site-process.ts', import.meta.url), machine.command)
  const site = new ProcessSite(child, options)
  const otherwise = `site ${site.name} could not be started`
  const port = await whileAlive(site.begin(await whileAlive(connected, site, otherwise)), site, otherwise)
  site.address = { name: site.name, host: machine.host, port }
  return site
}

class ProcessSite implements RealTimeHandle {
  readonly name: string
  readonly died: Promise<string>
  /** Resolves when the process is no more, however it ended. */
  readonly gone: Promise<void>
  /** Told to end; resolves when it has. */
  leaving: Promise<void> | undefined
  /** Where it takes letters. */
  address: Address | undefined
  readonly #child: ChildProcess
  readonly #options: ProcessSiteOptions
  readonly #letters = new Correspondence()
  /** The line, where the site is a unit that serves it. */
  readonly #port: UnitPort | undefined
  readonly #die: (reason: string) => void
  #socket: Socket | undefined
  #ended = false
  #heardMs = 0

  constructor(child: ChildProcess, options: ProcessSiteOptions) {
    this.name = options.setup.start.name
    this.#child = child
    this.#options = options
    const { unit } = options.setup.start
    this.#port = unit && options.dispatcher.open(unit.number, (message) => this.#tell({ type: 'line', message }))
    const death = Promise.withResolvers<string>()
    this.died = death.promise
    this.#die = (reason) => {
      if (!this.#ended) death.resolve(reason)
    }
    this.gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#die(`its process ended with ${signal ?? `code ${code}`}`)
        this.#port?.close()
        resolve()
      })
    })
    child.once('error', (error) => this.#die(`its process could not be started: ${error.message}`))
  }

  /** Sends what the site is made of; resolves with the port at which it takes letters. */
  begin(connected: Connected): Promise<number> {
    const { setup, peers, hub, machine, line } = this.#options
    this.#socket = connected.socket
    const links = { name: this.name, host: machine.host, token: hub.token, peers }
    return new Promise((resolve) => {
      connected.listen((message) => {
        this.#heardMs = performance.now()
        if (message.type === 'started') {
          this.#watch()
          resolve(message.port)
        } else this.#take(message)
      })
      this.#tell({ type: 'setup', setup, links, seed: line.memory.plan.seed })
    })
  }

  send(command: Command): Promise<Answer> {
    const { order, answer } = this.#letters.ask(command)
    this.#give(order)
    return whileAlive(answer, this, `site ${this.name} died`)
  }

  tell(command: Command): void {
    this.#give(this.#letters.tell(command))
  }

  crash(): void {
    this.leaving = this.gone
    this.#port?.close()
    this.#child.kill('SIGKILL')
  }

  async end(): Promise<void> {
    this.#ended = true
    this.leaving = this.gone
    this.#port?.close()
    this.#child.kill('SIGKILL')
    await this.gone
  }

  #take(message: FromSite): void {
    const { line, setup } = this.#options
    switch (message.type) {
      case 'answer':
        return this.#letters.settle(atLine(message.answer, line.next, this.#port !== undefined))
      case 'failed':
        return this.#die(message.reason)
      case 'line':
        return this.#port?.take(message.message)
      case 'ended':
        return line.markEnded(setup.start.unit?.number)
      case 'hello':
      case 'started':
      case 'alive':
    }
  }

  /** A unit that is to stop is given nothing from this moment on, and what it has been given comes before the order. */
  #give(order: Order): void {
    if (order.command.type === 'drain') this.#port?.hold()
    this.#tell({ type: 'order', order })
    if (order.command.type === 'release') this.#port?.release()
  }

  #tell(message: ToSite): void {
    if (this.#socket?.writable === true) writeFrame(this.#socket, message)
  }

  /** A process that is stopped, or beyond a network that is down, closes no connection. */
  #watch(): void {
    const { silenceMs } = this.#options
    const timer = setInterval(() => {
      // What has come in meanwhile has its turn first.
      setImmediate(() => {
        if (performance.now() - this.#heardMs < silenceMs) return
        this.#die(`no sign of life for ${silenceMs} ms`)
        this.crash()
      })
    }, silenceMs / 4)
    timer.unref()
    void this.gone.then(() => clearInterval(timer))
  }
}

/**
 * A site that does not have the line cannot say where on it something happened: it was before what comes next now. A unit
 * knows its own position.
 */
function atLine({ number, answer }: OrderAnswer, next: number, isUnit: boolean): OrderAnswer {
  switch (answer.type) {
    case 'outcome': {
      const { result } = answer
      const completed = result.completedNext === undefined ? {} : { completedNext: next }
      const withdrawn = result.withdrawnNext === undefined ? {} : { withdrawnNext: next }
      return { number, answer: { type: 'outcome', result: { ...result, ...completed, ...withdrawn } } }
    }
    case 'drained':
    case 'position':
      return { number, answer: isUnit ? answer : { ...answer, position: next } }
    default:
      return { number, answer }
  }
}
