import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import { StaticData } from '../../harness/host/static-data.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import { findDependency, type Dependency } from './dependency.ts'
import { ServiceManager } from './manager.ts'
import type { Service } from './service.ts'

export function createSite(site: SiteAccess): SiteAgent {
  return new MtsSite(site)
}

/** An update: new versions of some services. */
interface Work {
  readonly plan: UpdatePlan
  readonly dependency: Dependency
  readonly codes: ReadonlyMap<string, Space>
  isReplaced: boolean
}

/** The Michigan Terminal System at a site: the service manager is told of new versions, and old ones leave with their users. */
class MtsSite implements SiteAgent {
  readonly hooks = {}
  readonly phases: readonly Phase[] = [
    { name: 'load services', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'disable services', stage: 'update', part: 'pause', run: () => this.#disable() },
    { name: 'replace in the service manager', stage: 'update', part: 'switch', run: () => this.#replace() },
    { name: 'await the last user', stage: 'update', part: 'pause', run: () => this.#awaitLastUser() },
  ]
  readonly #site: SiteAccess
  readonly #manager: ServiceManager
  #loading: { readonly update: SiteUpdate; readonly names: string[]; readonly codes: Map<string, Space> } | undefined
  #work: Work | undefined

  constructor(site: SiteAccess) {
    this.#site = site
    this.#manager = new ServiceManager(site, () => site.wake())
  }

  loaded(space: Space): void {
    this.#manager.start(space)
  }

  withdraw(): { reason: string; inForce: 'old' | 'mixed' } {
    const work = this.#work
    this.#work = undefined
    this.#loading = undefined
    if (work === undefined) return { reason: 'the new services had not been loaded', inForce: 'old' }
    const { changed, disabled } = work.dependency
    if (work.isReplaced) {
      const reason = `${this.#describe(changed)}; new requests go to the new version, and the old one stays until they leave`
      return { reason, inForce: 'mixed' }
    }
    const reason = `${this.#describe(disabled)}; the services are enabled again, in the old version`
    this.#manager.enable(disabled)
    return { reason, inForce: 'old' }
  }

  /** One service at a time, while the old ones run. */
  #load(update: SiteUpdate): Step {
    const { plan, image } = update
    if (this.#loading?.update !== update) {
      const known = [...this.#manager.services.values()].flatMap(({ current }) => current.code.image.procedures)
      const procedures = [...known, ...image.procedures]
      const dependency = findDependency(plan, [...this.#manager.services.keys()], procedures)
      const codes = new Map<string, Space>()
      this.#work = { plan, dependency, codes, isReplaced: false }
      this.#loading = { update, names: [...dependency.changed], codes }
    }
    const name = this.#loading.names.shift()
    if (name === undefined) return 'next'
    this.#loading.codes.set(name, this.#manager.loadService(name, image))
    return 'again'
  }

  /** Only where a new service could call an old one: who comes from outside waits, what is under way is finished. */
  #disable(): Step {
    if (this.#work === undefined) return { failed: 'no services have been loaded', inForce: 'old' }
    this.#manager.disable(this.#work.dependency.disabled)
    return this.#isDrained() ? 'next' : { wait: 'replace in the service manager' }
  }

  #replace(): Step {
    if (!this.#isDrained()) return { wait: 'replace in the service manager' }
    const work = this.#work!
    const { plan, dependency, codes } = work
    this.#site.beginUpdate(plan)
    for (const [name, code] of codes) this.#manager.bind(name, code)
    try {
      this.#initialise(plan, codes)
    } catch (error) {
      return this.#giveUp(dependency, error)
    }
    work.isReplaced = true
    this.#manager.replace(dependency, codes)
    this.#manager.enable(dependency.disabled)
    return 'next'
  }

  #giveUp({ disabled }: Dependency, error: unknown): Step {
    this.#work = undefined
    this.#manager.bindCurrent()
    this.#manager.enable(disabled)
    const reason = error instanceof Error ? error.message : String(error)
    return { failed: `a new data area could not be initialised: ${reason}; the old services go on`, inForce: 'old' }
  }

  #awaitLastUser(): Step {
    const { changed } = this.#work!.dependency
    const leaving = this.#services(changed).flatMap((service) => service.leaving)
    if (leaving.some(({ users }) => users > 0)) return { wait: 'await the last user' }
    this.#work = undefined
    this.#free(changed)
    return 'done'
  }

  #isDrained(): boolean {
    return this.#services(this.#work!.dependency.disabled).every(({ users }) => users === 0)
  }

  /** Data areas of a version that the versions before did not have; the others stay as they are. */
  #initialise(plan: UpdatePlan, codes: ReadonlyMap<string, Space>): void {
    const [first] = codes.values()
    if (first === undefined) return
    const given = new Set<string>()
    for (const code of codes.values()) {
      new StaticData(this.#site, code, plan).convert(({ key }) => !given.has(key))
      for (const key of code.initialised) given.add(key)
    }
    for (const key of given) first.initialised.add(key)
    this.#site.spaces.push(first)
  }

  /** Old versions of services that nobody uses, and versions of which no service is left. */
  #free(changed: ReadonlySet<string>): void {
    for (const service of this.#services(changed)) {
      for (const { code } of service.takeUnused()) this.#unload(service, code)
    }
    const used = new Set([...this.#manager.services.values()].map(({ current }) => current.of))
    const newest = this.#site.spaces.at(-1)!
    for (const space of this.#site.spaces.filter((resident) => !used.has(resident))) {
      if (space === newest) continue
      this.#site.spaces.splice(this.#site.spaces.indexOf(space), 1)
      for (const key of space.initialised) newest.initialised.add(key)
      space.free()
    }
  }

  #unload({ name, current }: Service, code: Space): void {
    const slots = new Map(current.code.image.procedures.map(({ id, slot }) => [id, slot]))
    for (const { id, form, component, slot } of code.image.procedures) {
      if (form === 'method' && component === name && slots.get(id) !== slot && code.has(id)) code.unbind(id)
    }
    code.free()
  }

  #services(names: ReadonlySet<string>): Service[] {
    return [...names].flatMap((name) => this.#manager.services.get(name) ?? [])
  }

  #describe(names: ReadonlySet<string>): string {
    return this.#manager.describeUsers(names) || 'nobody uses the services'
  }
}
