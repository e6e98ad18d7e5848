import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import { AddressSpace } from './address-space.ts'
import { DescriptorChain } from './descriptor-chain.ts'
import { moduleOf } from './module-groups.ts'
import { Replugging } from './replugging.ts'

/** In how many portions modules are loaded while the program runs. */
const portions = 100

export function createSite(site: SiteAccess): SiteAgent {
  return new DasSite(site)
}

/** The Dynamically Alterable System at a site: replugs modules, each when nothing uses it. */
class DasSite implements SiteAgent {
  readonly hooks: AddressSpace
  readonly phases: readonly Phase[] = [
    { name: 'load modules', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'find unused modules', stage: 'update', part: 'pause', run: () => this.#findUnused() },
    { name: 'relink descriptor chain', stage: 'update', part: 'switch', run: () => this.#relink() },
    { name: 'restructure data', stage: 'update', part: 'transform', run: () => this.#restructure() },
    { name: 'settle', stage: 'update', part: 'pause', run: () => this.#settle() },
  ]
  readonly #site: SiteAccess
  readonly #chain: DescriptorChain
  #loading: Space | undefined
  #loaded: { readonly plan: UpdatePlan; readonly space: Space } | undefined
  #work: Replugging | undefined

  constructor(site: SiteAccess) {
    this.#site = site
    this.hooks = new AddressSpace(() => site.wake())
    this.#chain = new DescriptorChain(this.hooks.modules)
  }

  loaded(space: Space): void {
    for (const module of new Set(space.image.procedures.map(({ id }) => moduleOf(id)))) this.#chain.plug(module, space)
  }

  withdraw(): { reason: string; inForce: 'old' | 'mixed' } {
    const work = this.#work
    this.#work = undefined
    this.#loaded = undefined
    this.#loading = undefined
    if (work === undefined) return { reason: 'the new modules had not been loaded', inForce: 'old' }
    const reason = work.explain()
    if (work.undo()) return { reason: `${reason}; all modules are the old ones again`, inForce: 'old' }
    return { reason: `${reason}; the modules that have been replugged stay so`, inForce: 'mixed' }
  }

  #load({ image, plan }: SiteUpdate): Step {
    if (this.#loading?.image !== image) this.#loading = this.#site.createSpace(image)
    if (!this.#loading.load(Math.max(1, Math.ceil(image.units.length / portions)))) return 'again'
    this.#loaded = { plan, space: this.#loading }
    this.#loading = undefined
    return 'next'
  }

  #findUnused(): Step {
    if (this.#loaded !== undefined) {
      const { plan, space } = this.#loaded
      this.#loaded = undefined
      this.#site.beginUpdate(plan)
      this.#work = new Replugging(this.#site, this.#chain, plan, space)
    }
    if (this.#work === undefined) return { failed: 'no modules have been loaded', inForce: 'old' }
    this.#work.selectUnused()
    return 'next'
  }

  #relink(): Step {
    this.#work!.relink()
    return 'next'
  }

  /** If the restructuring fails, the modules are plugged in again as they were, with their data. */
  #restructure(): Step {
    const work = this.#work!
    try {
      work.restructure()
      return 'next'
    } catch (error) {
      this.#work = undefined
      const reason = `the data could not be restructured: ${error instanceof Error ? error.message : String(error)}`
      return work.undo()
        ? { failed: `${reason}; the old modules go on with their own data`, inForce: 'old' }
        : { failed: `${reason}; the modules that had been replugged before stay so`, inForce: 'mixed' }
    }
  }

  #settle(): Step {
    const work = this.#work!
    if (!work.settle()) return { wait: 'find unused modules' }
    this.#work = undefined
    return 'done'
  }
}
