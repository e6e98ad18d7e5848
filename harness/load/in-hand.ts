/** How a request came into a unit's hands: it took it, or carries it out after another unit. */
type Whose = 'own' | 'followed'

/** Requests that a unit has in hand. Mostly it is one or none: that one is not entered into a table. */
export class InHand {
  #id = -1
  #process = 0
  #whose: Whose = 'own'
  readonly #others = new Map<number, readonly [process: number, whose: Whose]>()

  get size(): number {
    return this.#others.size + (this.#id === -1 ? 0 : 1)
  }

  add(id: number, process: number, whose: Whose): void {
    if (this.#id !== -1) {
      this.#others.set(id, [process, whose])
      return
    }
    this.#id = id
    this.#process = process
    this.#whose = whose
  }

  /** @returns how it came here; undefined where it is not in hand */
  delete(id: number): Whose | undefined {
    if (this.#id !== id) {
      const other = this.#others.get(id)
      this.#others.delete(id)
      return other?.[1]
    }
    this.#id = -1
    return this.#whose
  }

  clear(): void {
    this.#id = -1
    this.#others.clear()
  }

  /** What a process has in hand is in nobody's from now on. */
  abandon(process: number): void {
    if (this.#process === process) this.#id = -1
    for (const [id, [taker]] of this.#others) if (taker === process) this.#others.delete(id)
  }

  /** Requests that a process took for itself. */
  of(process: number): readonly number[] {
    const others = [...this.#others].filter(([, [taker, whose]]) => taker === process && whose === 'own')
    const isOne = this.#id !== -1 && this.#process === process && this.#whose === 'own'
    return [...(isOne ? [this.#id] : []), ...others.map(([id]) => id)]
  }
}
