import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

/** In how many portions libraries are loaded while the program runs. */
const portions = 100

export function createSite(site: SiteAccess): SiteAgent {
  return new RunTimeLinker(site)
}

/** A run-time linker: an entry of the table leads to the linker until it is used, and from then on to what it found. */
class RunTimeLinker implements SiteAgent {
  readonly hooks = {}
  readonly phases: readonly Phase[] = [
    { name: 'load libraries', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'offer libraries', stage: 'update', part: 'switch', run: () => this.#offer() },
  ]
  readonly #site: SiteAccess
  /** Where the newest definition of each procedure is. */
  readonly #symbols = new Map<string, Space>()
  #loading: Space | undefined
  #loaded: { readonly space: Space; readonly plan: UpdatePlan } | undefined

  constructor(site: SiteAccess) {
    this.#site = site
  }

  loaded(space: Space): void {
    this.#define(space)
  }

  #load({ image, plan }: SiteUpdate): Step {
    if (this.#loading?.image !== image) this.#loading = this.#site.createSpace(image)
    if (!this.#loading.load(Math.max(1, Math.ceil(image.units.length / portions)))) return 'again'
    this.#loaded = { space: this.#loading, plan }
    this.#loading = undefined
    return 'next'
  }

  /** From now on the linker finds the new libraries. It is not asked again for what it has found before. */
  #offer(): Step {
    if (this.#loaded === undefined) return { failed: 'no libraries have been loaded', inForce: 'old' }
    const { space, plan } = this.#loaded
    this.#loaded = undefined
    this.#site.beginUpdate(plan)
    const known = new Set(this.#site.spaces.flatMap(({ image }) => image.data.map(({ key }) => key)))
    this.#site.spaces.push(space)
    this.#define(space)
    for (const datum of space.image.data) if (!known.has(datum.key)) space.initialise(datum)
    return 'done'
  }

  #define(space: Space): void {
    for (const { id } of space.image.procedures) {
      if (!space.has(id)) continue
      const isFirst = !this.#symbols.has(id)
      this.#symbols.set(id, space)
      if (isFirst) space.bind(id, this.#createStub(id))
    }
  }

  /** What an entry holds until it is used. */
  #createStub(id: string): unknown {
    const resolve = (): ReturnType<Space['code']> => this.#resolve(id)
    return function (this: unknown, ...values: unknown[]): unknown {
      const code = resolve()
      return new.target === undefined ? Reflect.apply(code, this, values) : Reflect.construct(code, values)
    }
  }

  #resolve(id: string): ReturnType<Space['code']> {
    const space = this.#symbols.get(id)
    if (space === undefined) throw new Error(`the linker knows no ${id}`)
    space.bind(id)
    return space.code(id)
  }
}
