import type { SiteAccess } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { DatumImage } from '../../harness/link/image.ts'
import type { Space } from '../../harness/link/space.ts'
import type { Residents } from './residents.ts'

type Undo = () => void

/** The version spaces at a site during one update: rebinding, conversion of static data, and the way back from both. */
export class VersionSpaces {
  readonly next: Space
  readonly #site: SiteAccess
  readonly #residents: Residents
  readonly #old: readonly Space[]
  readonly #interprocedures: ReadonlyMap<string, string>
  readonly #mappers: ReadonlyMap<string, string>
  readonly #uses: ReadonlyMap<string, readonly string[]>
  readonly #known: { readonly old: ReadonlySet<string>; readonly new: ReadonlySet<string> }
  readonly #calls: ReadonlyMap<string, readonly string[]>
  /** Procedures whose data have been seen to. */
  readonly #served = new Set<string>()
  #undo: Undo[] = []
  #converted = 0

  constructor(site: SiteAccess, plan: UpdatePlan, next: Space, residents: Residents) {
    this.#residents = residents
    this.#site = site
    this.next = next
    this.#old = site.spaces.filter((space) => space !== next)
    this.#interprocedures = new Map(plan.interprocedures)
    this.#mappers = new Map(plan.mappers)
    this.#uses = new Map(plan.uses)
    this.#calls = new Map(plan.calls)
    this.#known = {
      old: new Set(this.#old.at(-1)?.image.procedures.map(({ id }) => id)),
      new: new Set(next.image.procedures.map(({ id }) => id)),
    }
  }

  /** Whether new code has been given converted data: then the old data are no longer the state of the program. */
  get hasConverted(): boolean {
    return this.#converted > 0
  }

  /** Added procedures and support code, which no old code calls, and stubs: each version has its own. */
  bindAdded(): void {
    for (const { id, remote } of this.next.image.procedures)
      if (this.next.has(id) && (remote === true || !this.#known.old.has(id)))
        this.#bind(this.next, id, this.next.code(id))
  }

  /** The new space's entry becomes the new procedure; in the old spaces it is the interprocedure, or the new procedure. */
  rebind(id: string): void {
    const previous = this.#old.at(-1)
    // It is bound at its own site.
    if (this.next.isElsewhere(id) || previous?.isElsewhere(id) === true) return
    const interprocedure = this.#interprocedures.get(id)
    if (!this.#known.new.has(id)) {
      if (interprocedure !== undefined && previous !== undefined)
        this.#redirect(previous, id, this.#callable(interprocedure), interprocedure)
      return
    }
    const before = previous?.bound(id)
    const earlier = this.#old
      .slice(0, -1)
      .filter((space) => space.image.procedures.some((procedure) => procedure.id === id) && space.bound(id) === before)
    this.#bind(this.next, id, this.next.code(id))
    const entry = interprocedure === undefined ? this.next.code(id) : this.#callable(interprocedure)
    // An older space whose entry leads through an interprocedure gets here by way of it.
    if (previous !== undefined)
      for (const space of [previous, ...earlier]) this.#redirect(space, id, entry, interprocedure)
  }

  /**
   * Converts or initialises the static data that a procedure uses, and those of the added procedures that it calls,
   * unless that has been done.
   */
  convertFor(id: string): void {
    const pending = [id]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#served.has(next)) continue
      this.#served.add(next)
      for (const name of this.#uses.get(next) ?? []) {
        const datum = this.next.datum(name)
        if (datum !== undefined && !this.#hasValue(datum)) this.#convert(datum)
      }
      pending.push(...(this.#calls.get(next) ?? []).filter((callee) => !this.#known.old.has(callee)))
    }
  }

  /** The update is complete: the state of the program is where the new version keeps it, and nowhere else. */
  forgetOldData(): void {
    for (const previous of this.#old) {
      for (const datum of previous.image.data) {
        const cell = this.#site.memory.cells[datum.key]
        if (cell !== undefined && this.next.datum(datum.id)?.key !== datum.key) cell[datum.name] = undefined
      }
    }
    this.#undo = []
  }

  /** Undoes all rebinding, last first. */
  undo(): void {
    for (const step of this.#undo.toReversed()) step()
    this.#undo = []
  }

  #hasValue(datum: DatumImage): boolean {
    return this.next.initialised.has(datum.key) || this.#old.at(-1)?.datum(datum.id)?.key === datum.key
  }

  #convert(datum: DatumImage): void {
    const previous = this.#old.at(-1)
    const old = previous?.datum(datum.id)
    const mapper = this.#mappers.get(datum.id)
    if (old === undefined || previous === undefined) this.next.initialise(datum)
    else if (mapper === undefined) this.next.write(datum, previous.read(old))
    else this.next.write(datum, (this.next.code(mapper) as (value: unknown) => unknown)(previous.read(old)))
    if (old !== undefined) this.#converted++
    this.#undo.push(() => void this.next.initialised.delete(datum.key))
    this.#site.traceConversion(this.next.image.version, datum.id, this.next.read(datum))
  }

  /** An interprocedure may stand in for a constructor, which is called with `new`. */
  #callable(interprocedure: string): unknown {
    const code = this.next.code(interprocedure) as (...values: unknown[]) => unknown
    return function (this: unknown, ...values: unknown[]): unknown {
      return code.apply(this, values)
    }
  }

  #redirect(space: Space, id: string, entry: unknown, interprocedure: string | undefined): void {
    this.#bind(space, id, entry)
    if (interprocedure !== undefined)
      this.#undo.push(this.#residents.addInterprocedure(space, id, this.next, interprocedure))
  }

  #bind(space: Space, id: string, code: unknown): void {
    const before = space.bound(id)
    this.#undo.push(() => (before === undefined ? space.unbind(id) : space.bind(id, before)))
    space.bind(id, code)
  }
}
