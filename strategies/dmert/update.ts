import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

/** Functions loaded in one portion, while the program runs. */
const portion = 1

export function createSite(site: SiteAccess): SiteAgent {
  return new FieldUpdateSubsystem(site)
}

/** An update in force: the entries of the transfer vector as they were before it. */
interface Applied {
  readonly space: Space
  readonly previous: readonly { readonly id: string; readonly code: unknown }[]
}

/** DMERT's Field Update Subsystem: changes entries of the transfer vector, a group at a time, and can back out. */
class FieldUpdateSubsystem implements SiteAgent {
  readonly hooks = {}
  readonly phases: readonly Phase[] = [
    { name: 'load functions', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'change transfer vector', stage: 'update', part: 'switch', run: () => this.#apply() },
  ]
  readonly #site: SiteAccess
  readonly #applied: Applied[] = []
  #loaded: { readonly space: Space; readonly plan: UpdatePlan } | undefined
  #loading: Space | undefined

  constructor(site: SiteAccess) {
    this.#site = site
  }

  backOut(): { done: true } | { done: false; reason: string } {
    const last = this.#applied.pop()
    if (last === undefined) return { done: false, reason: 'no update is in force' }
    this.#takeOut(last)
    this.#site.spaces.splice(this.#site.spaces.indexOf(last.space), 1)
    return { done: true }
  }

  #load({ image, plan }: SiteUpdate): Step {
    if (this.#loading?.image !== image) this.#loading = this.#site.createSpace(image)
    if (!this.#loading.load(portion)) return 'again'
    this.#loaded = { space: this.#loading, plan }
    this.#loading = undefined
    return 'next'
  }

  /** All functions of the group at once: no call comes between. If an initialiser of new data throws, none of them. */
  #apply(): Step {
    if (this.#loaded === undefined) return { failed: 'no functions have been loaded', inForce: 'old' }
    const { space, plan } = this.#loaded
    this.#loaded = undefined
    this.#site.beginUpdate(plan)
    const known = new Set(this.#site.spaces.flatMap(({ image }) => image.data.map(({ key }) => key)))
    const ids = space.image.procedures.map(({ id }) => id).filter((id) => space.has(id))
    const previous = ids.map((id) => ({ id, code: space.bound(id) }))
    for (const id of ids) space.bind(id)
    try {
      for (const datum of space.image.data) if (!known.has(datum.key)) space.initialise(datum)
    } catch (error) {
      this.#takeOut({ space, previous })
      return {
        failed: `an initialiser of the new version threw: ${error instanceof Error ? error.message : String(error)}; the transfer vector is as it was`,
        inForce: 'old',
      }
    }
    this.#site.spaces.push(space)
    this.#applied.push({ space, previous })
    return 'done'
  }

  #takeOut({ space, previous }: Applied): void {
    for (const { id, code } of previous) {
      if (code === undefined) space.unbind(id)
      // A constructor is put back by its own version: derived classes call it again.
      else (this.#site.spaces.findLast((owner) => owner.has(id) && owner.code(id) === code) ?? space).bind(id, code)
    }
  }
}
