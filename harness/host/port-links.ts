import type { MessagePort } from 'node:worker_threads'
import type { LinkEvents, Links } from './links.ts'
import type { Letter } from './remote-calls.ts'

/** The way to another site. */
export interface Peer {
  readonly name: string
  readonly port: MessagePort
}

/** Ways between threads of one process. */
export class PortLinks implements Links {
  readonly #peers = new Map<string, MessagePort>()
  readonly #events: LinkEvents

  /** @param peers sites that have been started before; those that come later are connected one by one */
  constructor(peers: readonly Peer[], events: LinkEvents) {
    this.#events = events
    for (const peer of peers) this.connect(peer)
  }

  /** A site that starts under the name of one that is gone takes its place. */
  connect({ name, port }: Peer): void {
    this.#peers.set(name, port)
    port.on('message', (letter: Letter) => this.#events.deliver(name, letter))
    port.on('close', () => {
      if (this.#peers.get(name) === port) this.#peers.delete(name)
      this.#events.down(name)
    })
  }

  post(to: string, letter: Letter): void {
    const port = this.#peers.get(to)
    if (port === undefined) setImmediate(() => this.#events.down(to))
    else port.postMessage(letter)
  }
}
