import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

export function createSite(site: SiteAccess): SiteAgent {
  return new LateLinker(site)
}

/** A linker that every call asks: who calls next gets what is there then, whoever is inside. */
class LateLinker implements SiteAgent {
  /** Without a prototype V8 keeps it as a dictionary, so what is looked up in it is looked up by name. */
  readonly hooks = { symbols: Object.create(null) as Record<string, unknown> }
  readonly phases: readonly Phase[] = [
    { name: 'load libraries', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'replace libraries', stage: 'update', part: 'switch', run: () => this.#replace() },
  ]
  readonly #site: SiteAccess
  #space: Space | undefined
  #plan: UpdatePlan | undefined

  constructor(site: SiteAccess) {
    this.#site = site
  }

  loaded(space: Space): void {
    this.#define(space)
  }

  /** Unit by unit, while the program runs. */
  #load({ image, plan }: SiteUpdate): Step {
    if (this.#space?.image !== image) this.#space = this.#site.createSpace(image)
    if (!this.#space.load(1)) return 'again'
    this.#plan = plan
    return 'next'
  }

  #replace(): Step {
    const [space, plan] = [this.#space, this.#plan]
    if (space === undefined || plan === undefined) return { failed: 'no libraries have been loaded', inForce: 'old' }
    this.#plan = undefined
    this.#site.beginUpdate(plan)
    const known = new Set(this.#site.spaces.flatMap(({ image }) => image.data.map(({ key }) => key)))
    this.#site.spaces.push(space)
    this.#define(space)
    for (const datum of space.image.data) if (!known.has(datum.key)) space.initialise(datum)
    return 'done'
  }

  /** Methods are looked up by name on their prototype anyhow; `bind` puts them there. */
  #define(space: Space): void {
    for (const { id } of space.image.procedures) {
      if (!space.has(id)) continue
      space.bind(id)
      this.hooks.symbols[id] = space.code(id)
    }
  }
}
