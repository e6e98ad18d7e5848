/** Lets one at a time have its turn, in the order in which they asked. */
export class Turns {
  #isTaken = false
  #waiting: (() => void)[] = []

  /** Undefined where the turn can be had at once; else it comes. */
  take(): Promise<void> | undefined {
    if (!this.#isTaken) {
      this.#isTaken = true
      return undefined
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  pass(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#isTaken = false
    else next()
  }

  /** Whoever has it or waits for it is no more. */
  clear(): void {
    this.#isTaken = false
    this.#waiting = []
  }
}
