interface Waiting<Item, Written> {
  readonly item: Item
  readonly resolve: (place: Place<Written>) => void
  readonly reject: (error: unknown) => void
}

/** What an item's write came to, and which of its items it was. */
interface Place<Written> {
  readonly written: Written
  readonly index: number
}

/**
 * Group commit: what is added while a write is under way goes into the next one together, so that many share the price
 * of one. Nothing waits for company.
 */
export class GroupCommit<Item, Written> {
  readonly #write: (items: readonly Item[]) => Promise<Written>
  readonly #waiting: Waiting<Item, Written>[] = []
  #writing = false

  constructor(write: (items: readonly Item[]) => Promise<Written>) {
    this.#write = write
  }

  /** Resolves when the item is durable. */
  add(item: Item): Promise<Place<Written>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (!this.#writing) void this.#writeAll()
    })
  }

  async #writeAll(): Promise<void> {
    this.#writing = true
    while (this.#waiting.length > 0) await this.#writeGroup(this.#waiting.splice(0))
    this.#writing = false
  }

  async #writeGroup(group: readonly Waiting<Item, Written>[]): Promise<void> {
    try {
      const written = await this.#write(group.map(({ item }) => item))
      for (const [index, { resolve }] of group.entries()) resolve({ written, index })
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}
