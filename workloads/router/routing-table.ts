/** The model's routes by prefix, apart for each prefix length. */
export class RoutingTable {
  readonly #byLength = Array.from({ length: 33 }, () => new Map<number, number>())
  /** Lengths that there are, the longest first. */
  #lengths: readonly number[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Hops of the longest matching prefix; 0 where none matches. */
  match(address: number): number {
    for (const length of this.#lengths) {
      const hops = this.#byLength[length]!.get(networkOf(address, length))
      if (hops !== undefined) return hops
    }
    return 0
  }

  get(prefix: number, length: number): number {
    return this.#byLength[length]!.get(prefix) ?? 0
  }

  set(prefix: number, length: number, hops: number): void {
    const routes = this.#byLength[length]!
    this.#size -= routes.size
    if (hops === 0) routes.delete(prefix)
    else routes.set(prefix, hops)
    this.#size += routes.size
    if (routes.size === 0 || !this.#lengths.includes(length)) this.#lengths = this.#findLengths()
  }

  clear(): void {
    for (const routes of this.#byLength) routes.clear()
    this.#lengths = []
    this.#size = 0
  }

  #findLengths(): number[] {
    return [...this.#byLength.keys()].filter((length) => this.#byLength[length]!.size > 0).toReversed()
  }
}

function networkOf(address: number, length: number): number {
  return length === 0 ? 0 : address & (-1 << (32 - length))
}
