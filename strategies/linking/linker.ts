import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

/** A linker at a site: loads libraries while the program runs, and puts them into force whoever is inside the old ones. */
export abstract class Linker implements SiteAgent {
  abstract readonly hooks: object
  readonly phases: readonly Phase[]
  protected readonly site: SiteAccess
  /** In how many portions libraries are loaded. */
  readonly #portions: number
  #loading: Space | undefined
  #loaded: { readonly space: Space; readonly plan: UpdatePlan } | undefined

  /** @param name of the phase that puts libraries into force */
  constructor(site: SiteAccess, name: string, portions: number) {
    this.site = site
    this.#portions = portions
    this.phases = [
      { name: 'load libraries', stage: 'load', part: 'load', run: (update) => this.#load(update) },
      { name, stage: 'update', part: 'switch', run: () => this.#putInForce() },
    ]
  }

  loaded(space: Space): void {
    this.define(space)
  }

  /** Makes known what a library has. */
  protected abstract define(space: Space): void

  #load({ image, plan }: SiteUpdate): Step {
    if (this.#loading?.image !== image) this.#loading = this.site.createSpace(image)
    if (!this.#loading.load(Math.max(1, Math.ceil(image.units.length / this.#portions)))) return 'again'
    this.#loaded = { space: this.#loading, plan }
    this.#loading = undefined
    return 'next'
  }

  #putInForce(): Step {
    if (this.#loaded === undefined) return { failed: 'no libraries have been loaded', inForce: 'old' }
    const { space, plan } = this.#loaded
    this.#loaded = undefined
    this.site.beginUpdate(plan)
    const known = new Set(this.site.spaces.flatMap(({ image }) => image.data.map(({ key }) => key)))
    this.site.spaces.push(space)
    this.define(space)
    for (const datum of space.image.data) if (!known.has(datum.key)) space.initialise(datum)
    return 'done'
  }
}
