import type { Space } from '../../harness/link/space.ts'
import type { Lock } from './locks.ts'

/** The entries of all procedures in the one table, and the way back from changing them. */
export class Entries {
  readonly #spaces: readonly Space[]
  readonly #undo: (() => void)[] = []

  /** @param spaces versions resident, oldest first */
  constructor(spaces: readonly Space[]) {
    this.#spaces = spaces
  }

  bound(id: string): unknown {
    return this.#owner(id)?.bound(id)
  }

  /** Makes an entry lead to its procedure in the newest version, or to what is given; what was there can be put back. */
  bind(id: string, code: unknown = this.#spaces.at(-1)?.code(id)): void {
    const previous = this.bound(id)
    this.#undo.push(() => (previous === undefined ? this.#owner(id)?.unbind(id) : this.put(id, previous)))
    this.#owner(id)?.bind(id, code)
  }

  unbind(id: string): void {
    const previous = this.bound(id)
    if (previous === undefined) return
    this.#undo.push(() => this.put(id, previous))
    this.#owner(id)?.unbind(id)
  }

  /** A constructor is put back by its own version: derived classes call it again. */
  put(id: string, code: unknown): void {
    const owner = this.#spaces.findLast((space) => space.has(id) && space.code(id) === code) ?? this.#owner(id)
    owner?.bind(id, code)
  }

  undo(): void {
    for (const step of this.#undo.splice(0).toReversed()) step()
  }

  /** The changes so far are for good. */
  keep(): void {
    this.#undo.splice(0)
  }

  /** The locks of a procedure: one in each version in which it may be running. */
  locksOf(id: string): Lock[] {
    return this.#spaces.flatMap(({ image, counts }) => {
      const index = image.procedures.findIndex((procedure) => procedure.id === id)
      const procedure = image.procedures[index]
      if (procedure === undefined) return []
      return [{ id, counts, index: index + 1, brief: !procedure.async && !procedure.generator }]
    })
  }

  /** Whether a call of it gives a promise in any case, so that it can be made to wait. */
  canWait(id: string): boolean {
    const present = this.bound(id)
    const owner = this.#spaces.find((space) => space.has(id) && space.code(id) === present)
    const procedure = owner?.image.procedures.find((candidate) => candidate.id === id)
    return procedure !== undefined && procedure.async && !procedure.generator
  }

  /** Newest version that knows the procedure: all have the same table. */
  #owner(id: string): Space | undefined {
    return this.#spaces.findLast(({ image }) => image.procedures.some((procedure) => procedure.id === id))
  }
}
