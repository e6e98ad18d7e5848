import type { SiteErrorCode } from './site-error.ts'
import { RemoteCallFailed } from './site-error.ts'

/** What sites send one another: plain data. */
export type Letter =
  | { readonly type: 'call'; readonly number: number; readonly call: RemoteCall }
  | { readonly type: 'return'; readonly number: number; readonly value: unknown }
  | { readonly type: 'throw'; readonly number: number; readonly error: SentError }
  /** Between the agents of a strategy. */
  | { readonly type: 'agent'; readonly content: unknown }

/** A call of a procedure at another site. */
export interface RemoteCall {
  readonly procedure: string
  /** The version of the caller's code. */
  readonly version: string
  readonly values: readonly unknown[]
}

interface SentError {
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly code?: SiteErrorCode
}

export interface RemoteCallsHost {
  post(to: string, letter: Letter): void
  now(): number
  after(ms: number): Promise<void>
  /** Runs a call that came from another site. */
  serve(call: RemoteCall, from: string): Promise<unknown>
  /** A letter of another site's agent. */
  receive(content: unknown, from: string): void
  /** How long a caller waits, in ms. */
  readonly limitMs: number
}

interface Pending {
  readonly to: string
  readonly procedure: string
  readonly untilMs: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * Remote procedure calls of one site: each is carried out at most once. A call whose answer does not come within the
 * limit, or whose site is down, ends with an error, and nobody knows whether it was carried out.
 */
export class RemoteCalls {
  readonly #host: RemoteCallsHost
  readonly #pending = new Map<number, Pending>()
  #number = 0
  #watching = false

  constructor(host: RemoteCallsHost) {
    this.#host = host
  }

  /** Calls that wait for their answers. */
  get outstanding(): number {
    return this.#pending.size
  }

  /** @throws RemoteCallFailed where the site is down or does not answer in time; else what the procedure throws */
  call(to: string, call: RemoteCall): Promise<unknown> {
    const number = this.#number++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const untilMs = this.#host.now() + this.#host.limitMs
    this.#pending.set(number, { to, procedure: call.procedure, untilMs, resolve, reject })
    this.#watch()
    try {
      this.#host.post(to, { type: 'call', number, call })
    } catch (error) {
      // What cannot be sent is the caller's mistake.
      this.#take(number)?.reject(error instanceof Error ? error : new Error(String(error)))
    }
    return promise
  }

  deliver(from: string, letter: Letter): void {
    switch (letter.type) {
      case 'call':
        void this.#serve(from, letter)
        return
      case 'return':
        this.#take(letter.number)?.resolve(letter.value)
        return
      case 'throw':
        this.#take(letter.number)?.reject(receiveError(letter.error, from))
        return
      case 'agent':
        this.#host.receive(letter.content, from)
    }
  }

  /** The site is gone: what was asked of it will not be answered. */
  siteDown(name: string): void {
    for (const [number, { to, procedure, reject }] of this.#pending) {
      if (to !== name) continue
      this.#pending.delete(number)
      reject(new RemoteCallFailed('SITE_DOWN', `${procedure} at site ${name}: the site is down`))
    }
  }

  async #serve(from: string, { number, call }: Extract<Letter, { type: 'call' }>): Promise<void> {
    try {
      this.#host.post(from, { type: 'return', number, value: await this.#host.serve(call, from) })
    } catch (error) {
      this.#host.post(from, { type: 'throw', number, error: sendError(error) })
    }
  }

  #take(number: number): Pending | undefined {
    const pending = this.#pending.get(number)
    this.#pending.delete(number)
    return pending
  }

  /** One timer for all, set only while a call waits. */
  #watch(): void {
    if (this.#watching) return
    this.#watching = true
    void this.#host.after(this.#host.limitMs / 2).then(() => {
      this.#watching = false
      this.#expire()
      if (this.#pending.size > 0) this.#watch()
    })
  }

  #expire(): void {
    const now = this.#host.now()
    for (const [number, { to, procedure, untilMs, reject }] of this.#pending) {
      if (untilMs > now) continue
      this.#pending.delete(number)
      reject(
        new RemoteCallFailed(
          'CALL_TIMED_OUT',
          `${procedure} at site ${to}: no answer within ${this.#host.limitMs} ms; whether it was carried out is not known`,
        ),
      )
    }
  }
}

function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: `thrown: ${String(error)}`, stack: '' }
  const { name, message, stack = '' } = error
  return { name, message, stack, ...(error instanceof RemoteCallFailed ? { code: error.code } : {}) }
}

/** The error as it was thrown there, with both stacks. */
function receiveError({ name, message, stack, code }: SentError, from: string): Error {
  const error = code === undefined ? new Error(message) : new RemoteCallFailed(code, message)
  error.name = name
  error.stack = `${stack}\n    at site ${from}`
  return error
}
