/** Whose the requests are that have been handed out and not yet been taken, in the order of their numbers. */
export class Ranges {
  /** Requests before this one have been handed out. */
  end: number
  /** The last of the unit's own is before this one; where it never had any, so is its beginning. */
  ownEnd: number
  readonly #ends: number[] = []
  readonly #own: boolean[] = []

  constructor(from: number) {
    this.end = from
    this.ownEnd = from
  }

  /** The requests from the last end on, up to this one. */
  add(end: number, isOwn: boolean): void {
    this.#ends.push(end)
    this.#own.push(isOwn)
    this.end = end
    if (isOwn) this.ownEnd = end
  }

  /** Whether request `id` is the unit's own. Ranges before it are forgotten. */
  isOwn(id: number): boolean {
    while (this.#ends.length > 0 && this.#ends[0]! <= id) {
      this.#ends.shift()
      this.#own.shift()
    }
    return this.#own[0] ?? false
  }

  /** From `id` on nothing is the unit's own any more. @returns how many requests were */
  disown(id: number): number {
    let [from, count] = [id, 0]
    for (const [index, end] of this.#ends.entries()) {
      if (this.#own[index] === true) count += Math.max(0, end - from)
      from = Math.max(from, end)
    }
    this.#ends.splice(0, Infinity, this.end)
    this.#own.splice(0, Infinity, false)
    this.ownEnd = id
    return count
  }
}
