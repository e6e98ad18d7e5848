/** Virtual time that passes with each reading of the clock: what a request costs. */
export const readingMs = 0.001

interface Event {
  readonly atMs: number
  readonly callback: () => void
}

/** A clock that only its readers and its events move on: what happens by it is a function of what it is given. */
export class VirtualTime {
  readonly #events: Event[] = []
  #nowMs = 0

  now(): number {
    this.#nowMs += readingMs
    return this.#nowMs
  }

  after(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(resolve, this.#nowMs + ms)
    })
  }

  /** Events at the same time happen in the order in which they were scheduled. */
  schedule(callback: () => void, atMs: number): void {
    const event = { atMs: Math.max(atMs, this.#nowMs), callback }
    const index = this.#events.findLastIndex((other) => other.atMs <= event.atMs)
    this.#events.splice(index + 1, 0, event)
  }

  /** Runs events in order of time until the promise settles. */
  async run<T>(promise: Promise<T>): Promise<T> {
    const state = { settled: false }
    const result = promise.finally(() => {
      state.settled = true
    })
    result.catch(() => undefined)
    await turn()
    while (!state.settled) {
      if (!this.#step()) throw new Error('nothing is left to happen, and the trial has not ended')
      await turn()
    }
    return result
  }

  /** Runs events in order of time until none is left. */
  async runAll(): Promise<void> {
    await turn()
    while (this.#step()) await turn()
  }

  #step(): boolean {
    const event = this.#events.shift()
    if (event === undefined) return false
    this.#nowMs = Math.max(this.#nowMs, event.atMs)
    event.callback()
    return true
  }
}

/** Lets every promise that can settle do so. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
