import type { Line, Received } from '../../workloads/contract.ts'

type Request = Received<unknown> | undefined

/** A process of the program at its entry port for requests. */
interface Process {
  /** The program waits for a request here. */
  take: ((request: Request) => void) | undefined
  /** The line has been asked, and has not answered. */
  asked: boolean
  /** What has come while nobody might take it. */
  held: { readonly request: Request } | undefined
}

/**
 * The port through which requests of the line reach the program. While it is closed, none gets in: it waits at the
 * port. The port stays when another instance of the program takes the place of that which is there; who was there
 * before hears nothing more through it, and is not heard.
 */
export class LinePort {
  readonly #processes = new Map<Line<unknown, unknown>, Process>()
  readonly #changed: () => void
  #instance = 0
  #open = true
  /** Requests that the instance has in hand. */
  #inHand = 0

  /** @param changed is called when the program may have become idle */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Every process waits for a request, and none is in hand. */
  get isIdle(): boolean {
    return this.#inHand <= 0 && this.#processes.values().every(({ take }) => take !== undefined)
  }

  get isClosed(): boolean {
    return !this.#open
  }

  get inHand(): number {
    return this.#inHand
  }

  close(): void {
    this.#open = false
  }

  open(): void {
    this.#open = true
    for (const [port, process] of this.#processes) if (process.take !== undefined) this.#serve(port, process)
  }

  /** Another instance is at the port from now on: what the one before it has in hand is not answered any more. */
  changeInstance(): void {
    this.#instance++
    this.#inHand = 0
    for (const process of this.#processes.values()) process.take = undefined
  }

  /** The port as one process of the present instance has it. */
  wrap<Req, Rep>(port: Line<Req, Rep>): Line<Req, Rep> {
    const instance = this.#instance
    const line = port as Line<unknown, unknown>
    const process = this.#processes.getOrInsertComputed(line, () => ({
      take: undefined,
      asked: false,
      held: undefined,
    }))
    return {
      receive: () => this.#receive(line, process, instance) as ReturnType<Line<Req, Rep>['receive']>,
      reply: (request, reply) => {
        if (instance !== this.#instance) return
        this.#inHand--
        port.reply(request, reply)
        if (!this.#open) this.#changed()
      },
    }
  }

  #receive(port: Line<unknown, unknown>, process: Process, instance: number): Request | Promise<Request> {
    if (this.#open && instance === this.#instance && !process.asked && process.held === undefined) {
      const request = port.receive()
      // What the line has at once goes through at once.
      if (request === undefined || 'id' in request) return this.#hand(request)
      this.#await(process, request, port)
    }
    return new Promise((resolve) => {
      if (instance !== this.#instance) return
      process.take = resolve
      if (this.#open) this.#serve(port, process)
      else this.#changed()
    })
  }

  #serve(port: Line<unknown, unknown>, process: Process): void {
    const { held, take } = process
    if (held !== undefined && take !== undefined) {
      process.held = undefined
      process.take = undefined
      take(this.#hand(held.request))
    } else if (held === undefined && !process.asked) {
      const request = port.receive()
      if (request === undefined || 'id' in request) this.#arrive(process, request, port)
      else this.#await(process, request, port)
    }
  }

  #await(process: Process, request: PromiseLike<Request>, port: Line<unknown, unknown>): void {
    process.asked = true
    void request.then((content) => {
      process.asked = false
      this.#arrive(process, content, port)
    })
  }

  #arrive(process: Process, request: Request, port: Line<unknown, unknown>): void {
    process.held = { request }
    if (this.#open && process.take !== undefined) this.#serve(port, process)
  }

  #hand(request: Request): Request {
    if (request !== undefined) this.#inHand++
    return request
  }
}
