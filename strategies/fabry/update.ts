import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import type { Warning } from '../../harness/store/record.ts'
import { Conversions } from './conversions.ts'
import { isManagedImage, Replacement } from './replacement.ts'
import { countResidue, describeNotices } from './residue.ts'
import { tagOf } from './tags.ts'
import { TypeHistory } from './type-history.ts'
import { TypeManagers, typeIdOf } from './type-managers.ts'

export function createSite(site: SiteAccess): SiteAgent {
  return new TypeReplacement(site)
}

/** Fabry's dynamic type replacement at a site: managers are swapped in one place, and objects converted when touched. */
export class TypeReplacement implements SiteAgent {
  readonly hooks: TypeManagers
  readonly phases: readonly Phase[] = [
    { name: 'load type managers', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'swap type managers', stage: 'update', part: 'switch', run: () => this.#swap() },
    { name: 'touch one object', stage: 'update', part: 'transform', run: () => this.#touchOne() },
  ]
  protected readonly site: SiteAccess
  protected readonly conversions: Conversions
  #loading: Space | undefined
  #loaded: { readonly space: Space; readonly plan: UpdatePlan } | undefined
  #replacement: Replacement | undefined

  constructor(site: SiteAccess) {
    this.site = site
    this.conversions = new Conversions(site)
    this.hooks = new TypeManagers(this.conversions)
  }

  loaded(space: Space): void {
    const { types } = this.hooks
    for (const adt of space.image.adts) if (isManagedImage(adt)) types.set(adt.id, new TypeHistory(adt.id, tagOf(adt)))
    for (const { id, adt, form } of space.image.procedures) {
      if (adt !== undefined && form !== 'constructor') types.get(typeIdOf(id))?.setOperation(id, space.code(id))
    }
  }

  countOldObjects(): number {
    return countResidue(this.site, this.hooks.types).reduce((sum, { old }) => sum + old, 0)
  }

  notices(): readonly Warning[] {
    const { types, restarts } = this.hooks
    const { failed, firstFailure } = this.conversions
    return describeNotices({ residue: countResidue(this.site, types), restarts, failed, firstFailure })
  }

  /** The managers are in force, and work. */
  protected finished(): void {
    this.#replacement = undefined
  }

  #load({ image, plan }: SiteUpdate): Step {
    if (this.#loading?.image !== image) this.#loading = this.site.createSpace(image)
    if (!this.#loading.load(1)) return 'again'
    this.#loaded = { space: this.#loading, plan }
    this.#loading = undefined
    return 'next'
  }

  #swap(): Step {
    if (this.#loaded === undefined) return { failed: 'no type managers have been loaded', inForce: 'old' }
    const { space, plan } = this.#loaded
    this.#loaded = undefined
    this.site.beginUpdate(plan)
    const known = new Set(this.site.spaces.flatMap(({ image }) => image.data.map(({ key }) => key)))
    const changed = new Set(plan.representations)
    this.#replacement = new Replacement(this.site, space, plan, this.hooks.types)
    this.#replacement.bind()
    this.site.spaces.push(space)
    for (const datum of space.image.data) {
      if (!known.has(datum.key)) space.initialise(datum)
      // What is in it is as it was, and converted when it is touched.
      if (changed.has(datum.id)) this.site.traceConversion(space.image.version, datum.id, undefined)
    }
    return 'next'
  }

  /** If a converter does not work, nothing has happened yet: the old managers go on with objects that are as they were. */
  #touchOne(): Step {
    try {
      this.#replacement?.tryConverters(this.conversions)
    } catch (error) {
      this.#replacement?.undo()
      this.#replacement = undefined
      this.site.spaces.pop()?.free()
      const reason = error instanceof Error ? error.message : String(error)
      return { failed: `${reason}; the old type managers go on, with all objects as they were`, inForce: 'old' }
    }
    this.finished()
    return 'done'
  }
}
