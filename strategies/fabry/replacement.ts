import type { SiteAccess } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { AdtImage, ProcedureImage } from '../../harness/link/image.ts'
import type { Code, Identity, Space } from '../../harness/link/space.ts'
import type { Conversions } from './conversions.ts'
import { findLive } from './live-objects.ts'
import { tagOf, type Tagged, users, version } from './tags.ts'
import { TypeHistory } from './type-history.ts'
import { typeIdOf } from './type-managers.ts'

/** Values that are looked at for an object on which a converter can show that it works. */
const mostLookedAt = 10_000

/** The type managers of one update: put in the place of the old ones in one step, which can be taken back. */
export class Replacement {
  readonly #site: SiteAccess
  readonly #space: Space
  readonly #plan: UpdatePlan
  readonly #types: Map<string, TypeHistory>
  readonly #undo: (() => void)[] = []

  constructor(site: SiteAccess, space: Space, plan: UpdatePlan, types: Map<string, TypeHistory>) {
    this.#site = site
    this.#space = space
    this.#plan = plan
    this.#types = types
  }

  /** From now on, every operation is that of the new managers. No object is touched. */
  bind(): void {
    const { image } = this.#space
    for (const adt of image.adts) this.#advance(adt)
    for (const procedure of image.procedures) {
      if (this.#space.has(procedure.id)) this.#bindNew(procedure)
      else if (!isMember(procedure)) this.#bindKept(procedure)
    }
  }

  /**
   * Each converter is tried on one object that it will have to convert, if there is one: the update is the first to touch it.
   * @throws Error what it throws, or what is wrong with what it returned
   */
  tryConverters(conversions: Conversions): void {
    const touched = this.#changed().flatMap((type) => this.#findOld(type) ?? [])
    const results = touched.map(({ type, object }) => conversions.convert(type, object))
    for (const [index, { type, object }] of touched.entries()) conversions.commit(type, object, results[index]!)
  }

  undo(): void {
    for (const step of this.#undo.splice(0).toReversed()) step()
  }

  #advance(adt: AdtImage): void {
    const tag = tagOf(adt)
    const type = this.#types.get(adt.id)
    if (!isManagedImage(adt)) return
    if (type === undefined) this.#types.set(adt.id, new TypeHistory(adt.id, tag))
    else if (type.tag !== tag) {
      const converter = new Map(this.#plan.converters).get(adt.id)
      type.advance({
        from: type.tag,
        to: tag,
        convert: converter === undefined ? undefined : (this.#space.code(converter) as (old: object) => unknown),
        name: converter ?? '',
        version: this.#space.image.version,
        fields: adt.fields,
      })
      this.#undo.push(() => type.retreat())
    }
  }

  #bindNew(procedure: ProcedureImage): void {
    const { id, adt } = procedure
    const code = this.#space.code(id)
    this.#rebind(this.#space, id, code)
    if (isMember(procedure)) {
      const type = this.#types.get(typeIdOf(id))
      const before = type?.operation(type.tag, id)
      type?.setOperation(id, code)
      // A manager of a new version of the type stays: objects may be of that version by now.
      if (before !== undefined && !this.#changed().includes(type!))
        this.#undo.push(() => type?.setOperation(id, before))
      return
    }
    // Converters between earlier versions go on making objects of theirs.
    if (procedure.form === 'constructor' && this.#plan.representations.includes(adt ?? '')) return
    for (const space of this.#site.spaces) if (space !== this.#space && knows(space, id)) this.#rebind(space, id, code)
  }

  /** What has not changed is what it was. */
  #bindKept({ id }: ProcedureImage): void {
    const code = this.#site.spaces.findLast((space) => space !== this.#space && knows(space, id))?.bound(id)
    if (code !== undefined) this.#space.bind(id, code)
  }

  #rebind(space: Space, id: string, code: Code): void {
    const before = space.bound(id)
    this.#undo.push(() => (before === undefined ? space.unbind(id) : space.bind(id, before)))
    space.bind(id, code)
  }

  #changed(): TypeHistory[] {
    return [...this.#types.values()].filter((type) => type.steps.at(-1)?.version === this.#space.image.version)
  }

  #findOld(type: TypeHistory): { type: TypeHistory; object: Tagged } | undefined {
    const changed = new Set(this.#plan.representations)
    const roots = this.#space.image.data.filter(({ id }) => changed.has(id)).map((datum) => this.#space.read(datum))
    const identity = this.#site.memory.adts[type.id]
    let looked = 0
    for (const object of findLive(roots)) {
      if (identity !== undefined && isOld(object, identity, type.tag) && object[users] === 0) return { type, object }
      if (++looked > mostLookedAt) return undefined
    }
    return undefined
  }
}

/** An object of a type that is not of the version in force. */
export function isOld(object: object, identity: Identity, tag: number): object is Tagged {
  return object instanceof identity && (object as Tagged)[version] !== tag
}

/** As `isManaged`. */
export function isManagedImage({ parent, outsideParent }: AdtImage): boolean {
  return parent === undefined && outsideParent === undefined
}

function isMember({ adt, form }: ProcedureImage): boolean {
  return adt !== undefined && form !== 'constructor'
}

function knows({ image }: Space, id: string): boolean {
  return image.procedures.some((procedure) => procedure.id === id)
}
