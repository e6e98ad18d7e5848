import type { Line, Outside, Received } from '../../harness/host/main-arguments.ts'
import type { Service, Version } from './service.ts'

type Request = Received<unknown> | undefined
/** Calls the entry procedure of a version. */
type Call = (version: Version, line: Line<unknown, unknown>, outside: Outside) => Promise<unknown>

/**
 * A user's dealings with the service that requests from the line go to. A session is one call of `main`. When another version
 * is in force, an old session is told that the line has closed as soon as it asks for its next request; that one goes to
 * a session of the new version.
 */
export class Sessions {
  readonly #service: Service
  readonly #line: Line<unknown, unknown>
  readonly #port: Line<unknown, unknown>
  readonly #call: Call
  #version: Version
  /** The line has been asked, and has not answered yet. */
  #isAsked = false
  /** What it has answered to a session that is no more, or while the service was disabled. */
  #held: { readonly request: Request } | undefined
  /** The session that waits for a request. */
  #waiter: ((request: Request) => void) | undefined
  #isParked = false
  /** Requests that the session has not answered. */
  #outstanding = 0
  #closed = false

  constructor(service: Service, line: Line<unknown, unknown>, call: Call) {
    this.#service = service
    this.#line = line
    this.#call = call
    this.#version = service.current
    this.#port = {
      receive: () => this.#receive(),
      reply: (request, reply) => {
        this.#outstanding--
        line.reply(request, reply)
      },
    }
  }

  /** One session after the other, until the line closes. */
  async serve(outside: Outside): Promise<void> {
    while (!this.#closed) {
      const version = this.#service.enter()
      this.#version = version
      try {
        await this.#call(version, this.#port, outside)
      } finally {
        this.#unpark()
        this.#service.leave(version)
      }
      // It has ended by itself.
      if (version === this.#service.current) return
    }
  }

  /** The manager has changed what is in force, or has enabled the service again. */
  lookUp(): void {
    if (this.#waiter === undefined) return
    const next = this.#ask()
    if (next !== 'later') this.#answer(next)
  }

  get #isOld(): boolean {
    return this.#version !== this.#service.current
  }

  #receive(): Request | Promise<Request> {
    const next = this.#ask()
    if (next !== 'later') return this.#isOld ? undefined : this.#hand(next)
    return new Promise((resolve) => {
      this.#waiter = resolve
      this.#park()
    })
  }

  /** The next request, if there is one for this session: the line is not asked for what would have to wait. */
  #ask(): Request | 'later' {
    if (this.#isOld) return undefined
    if (this.#isAsked || this.#service.isClosedTo('')) return 'later'
    if (this.#held === undefined) {
      const next = this.#line.receive()
      if (next !== undefined && 'then' in next) {
        void this.#await(next)
        return this.#isOld ? undefined : 'later'
      }
      this.#held = { request: next }
      // Asking may have let a command through.
      if (this.#isOld) return undefined
      if (this.#service.isClosedTo('')) return 'later'
    }
    const { request } = this.#held
    this.#held = undefined
    return request
  }

  async #await(next: PromiseLike<Request>): Promise<void> {
    this.#isAsked = true
    const request = await next
    this.#isAsked = false
    this.#held = { request }
    this.lookUp()
  }

  #answer(request: Request): void {
    const waiter = this.#waiter
    this.#waiter = undefined
    this.#unpark()
    waiter?.(this.#isOld ? undefined : this.#hand(request))
  }

  #hand(request: Request): Request {
    if (request === undefined) this.#closed = true
    else this.#outstanding++
    return request
  }

  /** A session that waits, and has answered everything, does not use its version. */
  #park(): void {
    if (this.#isParked || this.#outstanding > 0) return
    this.#isParked = true
    this.#service.leave(this.#version)
  }

  #unpark(): void {
    if (!this.#isParked) return
    this.#isParked = false
    this.#version.users++
  }
}
