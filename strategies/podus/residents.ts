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
 * a stack, or while what is on a stack can get into it through the tables; a space without users is freed.
 */
export class Residents {
  readonly #spaces: Space[]
  readonly #isCalledFromElsewhere: (version: string) => boolean
  readonly #calls = new WeakMap<Space, Calls>()
  readonly #interprocedures = new Set<Interprocedure>()
  #inUse: readonly string[] = []

  /** @param isCalledFromElsewhere whether a version has callers at other sites: then it has users */
  constructor(spaces: Space[], isCalledFromElsewhere: (version: string) => boolean) {
    this.#spaces = spaces
    this.#isCalledFromElsewhere = isCalledFromElsewhere
  }

  /** Versions that had users at this site when spaces were freed last. A space that is there for other sites alone is none of them. */
  get inUse(): readonly string[] {
    return this.#inUse
  }

  addPlan(plan: UpdatePlan, previous: Space | undefined, next: Space): void {
    if (previous !== undefined && !this.#calls.has(previous)) this.#calls.set(previous, new Map(plan.oldCalls))
    this.#calls.set(next, new Map(plan.calls))
  }

  /** An old space's entry leads to an interprocedure of a newer space; returns how to forget it. */
  addInterprocedure(from: Space, procedure: string, into: Space, id: string): () => void {
    const added = { from, procedure, into, id }
    const earlier = [...this.#interprocedures].find((link) => link.from === from && link.procedure === procedure)
    if (earlier !== undefined) this.#interprocedures.delete(earlier)
    this.#interprocedures.add(added)
    return () => {
      this.#interprocedures.delete(added)
      if (earlier !== undefined) this.#interprocedures.add(earlier)
    }
  }

  /** Frees every space but the newest that has no user. To be called while the counts are true. */
  freeUnused(): void {
    const used = this.#findUsed()
    this.#inUse = this.#spaces.filter((space) => used.has(space)).map(({ image }) => image.version)
    for (const space of this.#spaces.slice(0, -1)) {
      if (used.has(space) || this.#isKeptForOthers(space)) continue
      this.#spaces.splice(this.#spaces.indexOf(space), 1)
      for (const link of this.#interprocedures) if (link.from === space || link.into === space) this.#forget(link)
      space.free()
    }
  }

  /** Where a release has come again, calls from elsewhere are served in its first space. */
  #isKeptForOthers(space: Space): boolean {
    const { version } = space.image
    const first = this.#spaces.find(({ image }) => image.version === version)
    return first === space && this.#isCalledFromElsewhere(version)
  }

  /** No user gets there any more. Were the entry left, the freed space could not be collected. */
  #forget(link: Interprocedure): void {
    this.#interprocedures.delete(link)
    const isMember = link.from.image.procedures.some(
      ({ id, adt, form }) => id === link.procedure && adt !== undefined && form !== 'constructor',
    )
    if (!isMember) link.from.unbind(link.procedure)
  }

  #findUsed(): ReadonlySet<Space> {
    const seen = new Map<Space, Set<string>>()
    const pending: { space: Space; id: string }[] = []
    const reach = (space: Space, id: string): void => {
      const ids = seen.getOrInsertComputed(space, () => new Set())
      if (ids.has(id)) return
      ids.add(id)
      pending.push({ space, id })
    }
    for (const space of this.#spaces) {
      for (const [index, { id }] of space.image.procedures.entries()) if (space.counts[index + 1]! > 0) reach(space, id)
    }
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { space, id } = next
      for (const callee of this.#calls.get(space)?.get(id) ?? []) this.#follow(space, callee, reach)
    }
    return new Set(seen.keys())
  }

  /** Where a reference of a space leads: into the space with the interprocedure, or to the one whose code is bound. */
  #follow(from: Space, procedure: string, reach: (space: Space, id: string) => void): void {
    for (const link of this.#interprocedures)
      if (link.from === from && link.procedure === procedure) return reach(link.into, link.id)
    const code = from.bound(procedure)
    const owner = this.#spaces.find((space) => space.has(procedure) && space.code(procedure) === code)
    if (owner !== undefined) reach(owner, procedure)
  }
}
