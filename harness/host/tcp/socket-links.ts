import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { LinkEvents, Links } from '../links.ts'
import type { Letter } from '../remote-calls.ts'
import { readFrames, writeFrame } from './frames.ts'

/** Where a site takes letters. */
export interface Address {
  readonly name: string
  readonly host: string
  readonly port: number
}

export interface SocketLinksSetup {
  readonly name: string
  /** Address to listen at. */
  readonly host: string
  /** Known to the sites of one trial only. */
  readonly token: string
  /** Sites that have been started before. */
  readonly peers: readonly Address[]
}

/** The first message on a connection. */
interface Hello {
  readonly name: string
  readonly token: string
}

/** Ways between processes: a connection for each pair of sites, made by the one that is started later. */
export class SocketLinks implements Links {
  readonly #peers = new Map<string, Socket>()
  readonly #setup: SocketLinksSetup
  readonly #events: LinkEvents

  constructor(setup: SocketLinksSetup, events: LinkEvents) {
    this.#setup = setup
    this.#events = events
  }

  /** Connects with the sites that are there, and listens for those to come; returns the port. */
  async open(): Promise<number> {
    await Promise.all(this.#setup.peers.map((peer) => this.#call(peer)))
    const server = createServer((socket) => this.#answer(socket))
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, this.#setup.host, () => resolve((server.address() as AddressInfo).port))
    })
  }

  post(to: string, letter: Letter): void {
    const socket = this.#peers.get(to)
    if (socket === undefined) setImmediate(() => this.#events.down(to))
    else writeFrame(socket, letter)
  }

  #call({ name, host, port }: Address): Promise<void> {
    const socket = connect(port, host)
    const { name: own, token } = this.#setup
    socket.once('connect', () => writeFrame(socket, { name: own, token } satisfies Hello))
    let welcome = false
    return new Promise((resolve) => {
      readFrames(socket, (message) => {
        if (welcome) return this.#events.deliver(name, message as Letter)
        welcome = true
        this.#enter(name, socket)
        resolve()
      })
      // A site that has died in the meantime is one that is down.
      socket.on('error', () => socket.destroy())
      socket.once('close', () => resolve())
    })
  }

  #answer(socket: Socket): void {
    let from: string | undefined
    // What is not from a site of this trial is none of its business.
    socket.on('error', () => socket.destroy())
    readFrames(socket, (message) => {
      if (from !== undefined) return this.#events.deliver(from, message as Letter)
      const { name, token } = message as Hello
      if (token !== this.#setup.token) return void socket.destroy()
      from = name
      this.#enter(name, socket)
      // Only now can it be answered; it waits for that before it runs.
      writeFrame(socket, 'welcome')
    })
  }

  /** A site that starts under the name of one that is gone takes its place. */
  #enter(name: string, socket: Socket): void {
    socket.setNoDelay(true)
    this.#peers.set(name, socket)
    socket.on('close', () => {
      if (this.#peers.get(name) === socket) this.#peers.delete(name)
      this.#events.down(name)
    })
  }
}
