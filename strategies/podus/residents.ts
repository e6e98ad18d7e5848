import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

type Calls = ReadonlyMap<string, readonly string[]>

interface Interprocedure {
  readonly from: Space
  readonly procedure: string
  readonly into: Space
  readonly id: string
}

/**
 * The version spaces at a site, and which of them still have users. A space is used while one of its procedures is on
 * a stack, or while such a procedure can get into it through interprocedures; a space without users is freed.
 */
export class Residents {
  readonly #spaces: Space[]
  readonly #calls = new Map<string, Calls>()
  readonly #interprocedures = new Set<Interprocedure>()

  constructor(spaces: Space[]) {
    this.#spaces = spaces
  }

  addPlan(plan: UpdatePlan): void {
    this.#calls.set(plan.from, this.#calls.get(plan.from) ?? new Map(plan.oldCalls))
    this.#calls.set(plan.to, new Map(plan.calls))
  }

  /** An old space's entry leads to an interprocedure of a newer space; returns how to forget it. */
  addInterprocedure(from: Space, procedure: string, into: Space, id: string): () => void {
    const added = { from, procedure, into, id }
    for (const earlier of this.#interprocedures) if (earlier.from === from && earlier.procedure === procedure) this.#interprocedures.delete(earlier)
    this.#interprocedures.add(added)
    return () => void this.#interprocedures.delete(added)
  }

  /** Frees every space but the newest that has no user. To be called while the counts are true. */
  freeUnused(): void {
    const used = this.#findUsed()
    for (const space of this.#spaces.slice(0, -1)) {
      if (used.has(space)) continue
      this.#spaces.splice(this.#spaces.indexOf(space), 1)
      for (const link of this.#interprocedures) if (link.from === space || link.into === space) this.#interprocedures.delete(link)
      space.free()
    }
  }

  #findUsed(): ReadonlySet<Space> {
    const used = new Set<Space>()
    const pending: { space: Space; id: string }[] = []
    for (const space of this.#spaces) {
      const running = space.image.procedures.filter((_, index) => space.counts[index + 1]! > 0)
      if (running.length > 0) used.add(space)
      pending.push(...running.map(({ id }) => ({ space, id })))
    }
    const seen = new Set<string>()
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { space, id } = next
      const key = `${space.image.version} ${id}`
      if (seen.has(key)) continue
      seen.add(key)
      for (const callee of this.#calls.get(space.image.version)?.get(id) ?? []) {
        for (const link of this.#interprocedures) {
          if (link.from !== space || link.procedure !== callee) continue
          used.add(link.into)
          pending.push({ space: link.into, id: link.id })
        }
      }
    }
    return used
  }
}
