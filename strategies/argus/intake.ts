import type { Line, Received } from '../../harness/host/main-arguments.ts'
import type { Request } from './process.ts'

/**
 * Where requests come from: first those whose actions were aborted, in their order, then the line. One process at a time
 * asks. A request that arrives when nobody asks any more, after a crash, is kept for who asks next.
 */
export class Intake {
  #retries: Received<unknown>[] = []
  #held: { readonly request: Request } | undefined
  #isAsked = false
  #waiter: ((request: Request) => void) | undefined
  #isPaused = false

  /** Somebody waits for a request. */
  get isAwaited(): boolean {
    return this.#waiter !== undefined
  }

  /** The next request, or a promise of it. */
  take(line: Line<unknown, unknown>): Request | Promise<Request> {
    if (this.#isPaused) return this.#wait()
    const retry = this.#retries.shift()
    if (retry !== undefined) return retry
    if (this.#held !== undefined) return this.#takeHeld()
    if (this.#isAsked) return this.#wait()
    const next = line.receive()
    if (next === undefined || !('then' in next)) {
      // Asking may have let a command through.
      if (!this.#isPaused) return next
      this.#held = { request: next }
      return this.#wait()
    }
    void this.#await(next)
    return this.#wait()
  }

  /** Requests whose actions have been aborted: they are handed out again. */
  retry(requests: readonly Received<unknown>[]): void {
    this.#retries = [...this.#retries, ...requests].toSorted((a, b) => a.id - b.id)
  }

  /** Whoever asks waits. */
  pause(): void {
    this.#isPaused = true
  }

  resume(line: Line<unknown, unknown>): void {
    this.#isPaused = false
    const waiter = this.#waiter
    if (waiter === undefined) return
    this.#waiter = undefined
    const next = this.take(line)
    if (next !== undefined && 'then' in next) void next.then(waiter)
    else waiter(next)
  }

  /** Nobody waits any more. */
  forget(): void {
    this.#waiter = undefined
  }

  #wait(): Promise<Request> {
    return new Promise((resolve) => {
      this.#waiter = resolve
    })
  }

  async #await(next: PromiseLike<Request>): Promise<void> {
    this.#isAsked = true
    const request = await next
    this.#isAsked = false
    this.#held = { request }
    const waiter = this.#waiter
    if (waiter === undefined || this.#isPaused) return
    this.#waiter = undefined
    waiter(this.#takeHeld())
  }

  #takeHeld(): Request {
    const request = this.#held?.request
    this.#held = undefined
    return request
  }
}
