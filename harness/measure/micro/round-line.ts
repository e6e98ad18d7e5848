import type { Line, Received } from '../../../workloads/contract.ts'
import type { Device } from '../../load/line-host.ts'
import type { Round } from './call-kinds.ts'

/** A line on which one round is asked for at a time; its time is that between the request's arrival and the reply. */
export class RoundLine implements Device<Round, number> {
  next = 0
  #receive: ((request: Received<Round> | undefined) => void) | undefined
  #settle: { resolve(ms: number): void; reject(error: Error): void } | undefined
  #startMs = 0

  get outstanding(): number {
    return this.#settle === undefined ? 0 : 1
  }

  get receiving(): number {
    return this.#receive === undefined ? 0 : 1
  }

  get position(): number {
    return this.next
  }

  /** Milliseconds that a round takes. */
  ask(body: Round): Promise<number> {
    const receive = this.#receive
    if (receive === undefined) throw new Error('the program does not wait for a request')
    this.#receive = undefined
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#startMs = performance.now()
      receive({ id: this.next++, body })
    })
  }

  close(): void {
    this.#receive?.(undefined)
  }

  port(): Line<Round, number> {
    return {
      receive: () =>
        new Promise((resolve) => {
          this.#receive = resolve
        }),
      reply: () => {
        const ms = performance.now() - this.#startMs
        // The program asks for the next round before this one's time is used.
        setImmediate(() => this.#settle?.resolve(ms))
      },
    }
  }

  takeUnanswered(): readonly [] {
    return []
  }

  /** The program has ended. */
  fail(error: Error): void {
    this.#settle?.reject(error)
  }

  hold(): void {
    throw new Error('nothing is updated here')
  }

  release(): void {
    throw new Error('nothing is updated here')
  }

  cutOff(): void {
    throw new Error('nothing is updated here')
  }

  abandon(): void {
    this.fail(new Error('the program has ended'))
  }
}
