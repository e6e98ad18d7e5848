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
  #activity = 0

  /** Readings of the clock and events so far: where it has not changed, nothing outside the program was touched. */
  get activity(): number {
    return this.#activity
  }

  now(): number {
    this.#activity++
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
    const events = this.#events
    let place = 0
    for (let after = events.length; place < after;) {
      const middle = (place + after) >>> 1
      if (events[middle]!.atMs <= event.atMs) place = middle + 1
      else after = middle
    }
    events.splice(place, 0, event)
  }

  /**
   * Runs events in order of time until the promise settles.
   * @param mostEvents after so many it is given up
   */
  async run<T>(promise: Promise<T>, mostEvents = Infinity): Promise<T> {
    const state = { settled: false }
    const result = promise.finally(() => {
      state.settled = true
    })
    result.catch(() => undefined)
    await turn()
    for (let events = 0; !state.settled; events++) {
      if (events > mostEvents) throw new Error(`${mostEvents} events have not brought the trial to its end`)
      if (!this.#step()) throw new Error('nothing is left to happen, and the trial has not ended')
      await turn()
    }
    return result
  }

  #step(): boolean {
    const event = this.#events.shift()
    if (event === undefined) return false
    this.#nowMs = Math.max(this.#nowMs, event.atMs)
    this.#activity++
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
