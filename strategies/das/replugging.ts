import type { SiteAccess } from '../../harness/host/agent.ts'
import { StaticData } from '../../harness/host/static-data.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import type { Descriptor, DescriptorChain } from './descriptor-chain.ts'
import { moduleOf, orderModules } from './module-groups.ts'

/** One update: which modules are still to be replugged, in which order, and the way back. */
export class Replugging {
  readonly #site: SiteAccess
  readonly #chain: DescriptorChain
  readonly #plan: UpdatePlan
  readonly #space: Space
  readonly #data: StaticData
  /** Modules that go together, those that are called first. */
  #pending: readonly (readonly string[])[]
  #batch: readonly string[] = []
  readonly #watched: Descriptor[] = []
  readonly #undo: (() => void)[] = []
  readonly #replugged = new Set<string>()
  /** Modules of which the program had none: of the support code, or new. */
  readonly #added: readonly string[]

  constructor(site: SiteAccess, chain: DescriptorChain, plan: UpdatePlan, space: Space) {
    this.#site = site
    this.#chain = chain
    this.#plan = plan
    this.#space = space
    this.#data = new StaticData(site, space, plan)
    const loaded = space.image.procedures.filter(({ id }) => space.has(id)).map(({ id }) => moduleOf(id))
    const modules = [...new Set([...loaded, ...[...plan.deleted, ...plan.representations].map(moduleOf)])]
    this.#added = modules.filter((module) => chain.find(module) === undefined)
    const changed = modules.filter((module) => chain.find(module) !== undefined)
    this.#pending = orderModules(changed, plan, space.image.procedures)
    site.spaces.push(space)
  }

  /** Takes the modules that nothing uses, where those that they call have been replugged or can be now. */
  selectUnused(): void {
    for (const descriptor of this.#watched.splice(0)) descriptor.users++
    const added = this.#replugged.size === 0 ? this.#added : []
    const waiting = this.#pending.findIndex((group) => this.#usedOf(group).length > 0)
    const ready = waiting === -1 ? this.#pending : this.#pending.slice(0, waiting)
    this.#pending = this.#pending.slice(ready.length)
    this.#batch = [...added, ...ready.flat()]
  }

  /** The old descriptor goes out of the chain and the new one in; the module's entries are the new ones. */
  relink(): void {
    for (const module of this.#batch) {
      const previous = this.#chain.plug(module, this.#space)
      this.#undo.push(() => this.#chain.replug(module, previous))
      this.#replugged.add(module)
      for (const { id } of this.#space.image.procedures) if (moduleOf(id) === module) this.#bind(id)
      for (const id of this.#plan.deleted) if (moduleOf(id) === module) this.#unbind(id)
    }
  }

  restructure(): void {
    const batch = new Set(this.#batch)
    this.#data.convert(({ id }) => batch.has(moduleOf(id)))
  }

  /** True if all is done; else the end of the last use of a module that is waited for is noticed from now on. */
  settle(): boolean {
    const [next] = this.#pending
    if (next !== undefined) {
      for (const descriptor of this.#usedOf(next)) {
        descriptor.users--
        this.#watched.push(descriptor)
      }
      return false
    }
    this.#data.forgetDeleted()
    this.#takeOutSupport()
    this.#freeUnlinked()
    return true
  }

  explain(): string {
    const used = (this.#pending[0] ?? []).flatMap((module) => this.#chain.find(module) ?? [])
    const names = used.map(({ module, users }) => `${module} is in use (${users + 1} activations)`)
    return `${names.join(', ')}; to be replugged: ${this.#pending.flat().join(', ')}`
  }

  /** Plugs in again what has been taken out, unless new code runs or the data have been restructured since. */
  undo(): boolean {
    for (const descriptor of this.#watched.splice(0)) descriptor.users++
    const isUsed = [...this.#replugged].some((module) => (this.#chain.find(module)?.users ?? 0) > 0)
    const isLatest = [...this.#replugged].every((module) => this.#batch.includes(module))
    if (isUsed || (this.#data.hasConverted && !isLatest)) return false
    this.#data.undo()
    for (const step of this.#undo.splice(0).toReversed()) step()
    this.#site.spaces.splice(this.#site.spaces.indexOf(this.#space), 1)
    this.#space.free()
    return true
  }

  #usedOf(group: readonly string[]): Descriptor[] {
    return group.flatMap((module) => this.#chain.find(module) ?? []).filter(({ users }) => users > 0)
  }

  #bind(id: string): void {
    const previous = this.#space.bound(id)
    this.#undo.push(() => (previous === undefined ? this.#space.unbind(id) : this.#rebind(id, previous)))
    this.#space.bind(id)
  }

  /** A constructor is put back by its own version: derived classes call it again. */
  #rebind(id: string, code: unknown): void {
    const owner = this.#site.spaces.findLast((space) => space.has(id) && space.code(id) === code) ?? this.#space
    owner.bind(id, code)
  }

  #unbind(id: string): void {
    const owner = this.#site.spaces.findLast((space) => space.has(id))
    const previous = owner?.bound(id)
    if (owner === undefined || previous === undefined) return
    this.#undo.push(() => owner.bind(id, previous))
    owner.unbind(id)
  }

  /** Support code is of no use any more. */
  #takeOutSupport(): void {
    const added = new Set(this.#plan.added.map(moduleOf))
    for (const module of this.#added.filter((each) => !added.has(each))) {
      this.#chain.replug(module, undefined)
      for (const { id } of this.#space.image.procedures) if (moduleOf(id) === module) this.#space.unbind(id)
    }
  }

  /** Versions of which no module is linked any more, but for the first, in which the processes began. */
  #freeUnlinked(): void {
    const linked = new Set([...this.#chain].map(({ space }) => space))
    for (const space of this.#site.spaces.slice(1, -1)) {
      if (linked.has(space)) continue
      this.#site.spaces.splice(this.#site.spaces.indexOf(space), 1)
      space.free()
    }
  }
}
