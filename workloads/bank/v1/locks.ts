/** Things that one process at a time has, by number; others wait in the order in which they came. */
export class Locks {
  waiting = new Map<number, (() => void)[]>()

  /** Resolves when the lock is held. */
  async acquire(number: number): Promise<void> {
    const queue = this.waiting.get(number)
    if (queue === undefined) {
      this.waiting.set(number, [])
      return
    }
    await new Promise<void>((resolve) => {
      queue.push(resolve)
    })
  }

  /** Hands the lock to the one that has waited longest. */
  release(number: number): void {
    const next = this.waiting.get(number)?.shift()
    if (next === undefined) this.waiting.delete(number)
    else next()
  }
}
