import type { Phase, SiteAccess, SiteAgent, SiteUpdate, Step } from '../../harness/host/agent.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import { ActiveSet, createCallGraph, type Link } from './active-set.ts'
import { formatAddress } from './address.ts'
import { groupByRepresentation } from './representation-groups.ts'
import { orderUncounted } from './uncounted.ts'
import { Residents } from './residents.ts'
import { VersionSpaces } from './version-spaces.ts'

/** In how many portions a version is loaded while the old one runs. */
const portions = 100

export function createSite(site: SiteAccess): SiteAgent {
  return createPodusSite(site, () => false)
}

/** PODUS at a site that is one of several. */
export interface PodusAgent extends SiteAgent {
  /** Versions whose code runs here, or can be reached by what does, as of the end of the last update. */
  readonly versionsInUse: readonly string[]
}

/** @param isCalledFromElsewhere whether a version has callers at other sites, so that it has to stay */
export function createPodusSite(site: SiteAccess, isCalledFromElsewhere: (version: string) => boolean): PodusAgent {
  return new PodusSite(site, isCalledFromElsewhere)
}

/** PODUS at a site: reads the stack, rebinds what is inactive, and goes on each time a procedure becomes inactive. */
class PodusSite implements PodusAgent {
  readonly hooks = { notice: (): void => this.#site.interrupt(), returned: (): void => this.#returned() }
  readonly phases: readonly Phase[] = [
    { name: 'load version space', stage: 'load', part: 'load', run: (update) => this.#load(update) },
    { name: 'read the stack', stage: 'update', part: 'pause', run: () => this.#readStack() },
    { name: 'rebind', stage: 'update', part: 'switch', run: () => this.#rebind() },
    { name: 'map static data', stage: 'update', part: 'transform', run: () => this.#map() },
    { name: 'settle', stage: 'update', part: 'pause', run: () => this.#settle() },
  ]
  readonly #site: SiteAccess
  readonly #residents: Residents
  #space: Space | undefined
  #work: Work | undefined
  #batch: readonly number[] = []
  #settled = false

  constructor(site: SiteAccess, isCalledFromElsewhere: (version: string) => boolean) {
    this.#site = site
    this.#residents = new Residents(site.spaces, isCalledFromElsewhere)
  }

  get versionsInUse(): readonly string[] {
    return this.#residents.inUse
  }

  withdraw(): { reason: string; inForce: 'old' | 'mixed' } {
    const work = this.#work
    if (work?.isBegun !== true || this.#settled) {
      this.#space = undefined
      return { reason: 'the new version had not been loaded', inForce: 'old' }
    }
    const reason = work.explain()
    const inForce = this.#rollBack(work)
    return {
      reason:
        inForce === 'old'
          ? `${reason}; all rebinding was undone`
          : `${reason}; what was rebound stays so, for its data are converted or its code runs`,
      inForce,
    }
  }

  #load({ image, plan }: SiteUpdate): Step {
    const earlier = this.#work
    if (earlier?.isBegun === true && !this.#settled)
      return { failed: `the update to ${earlier.plan.to} is not complete`, inForce: 'mixed' }
    if (this.#space?.image !== image) this.#space = this.#site.createSpace(image)
    if (!this.#space.load(Math.max(1, Math.ceil(image.units.length / portions)))) return 'again'
    const space = this.#space
    this.#space = undefined
    // Counts must be true from here on: what the earlier update has left over is the new one's affair now.
    earlier?.unwatch()
    if (earlier?.isBegun === false) this.#drop(earlier)
    this.#residents.addPlan(plan, this.#site.spaces.at(-1), space)
    this.#site.spaces.push(space)
    this.#work = new Work(this.#site, plan, space, this.#residents)
    this.#settled = false
    return 'next'
  }

  #readStack(): Step {
    const work = this.#work
    if (work === undefined) return { failed: 'no version has been loaded', inForce: 'old' }
    this.#batch = work.takeInactive()
    return 'next'
  }

  #rebind(): Step {
    const work = this.#work!
    for (const procedure of this.#batch) work.spaces.rebind(work.idOf(procedure))
    return 'next'
  }

  /** If a mapper throws, nothing of the update stays, unless earlier conversions have been used since. */
  #map(): Step {
    const work = this.#work!
    const alreadyConverted = work.spaces.hasConverted
    try {
      for (const procedure of this.#batch) work.spaces.convertFor(work.idOf(procedure))
    } catch (error) {
      const reason = `a mapper procedure or initialiser failed: ${error instanceof Error ? error.message : String(error)}`
      const inForce = alreadyConverted ? 'mixed' : this.#rollBack(work, true)
      return {
        failed: `${reason}; ${inForce === 'old' ? 'the old version goes on with its own data' : 'what had been rebound before stays so'}`,
        inForce,
      }
    }
    return 'next'
  }

  #settle(): Step {
    const work = this.#work!
    work.markUpdated(this.#batch)
    if (work.isComplete) {
      this.#settled = true
      work.spaces.forgetOldData()
      this.#residents.freeUnused()
    }
    work.watch()
    return this.#settled ? 'done' : { wait: 'read the stack' }
  }

  /** The last activation of a watched procedure has returned. */
  #returned(): void {
    const work = this.#work
    if (work === undefined) return
    if (!this.#settled) {
      this.#site.wake()
      return
    }
    // The update is complete; what was left of unchanged code goes over as it becomes inactive.
    this.#readStack()
    this.#rebind()
    if (this.#map() !== 'next') return
    work.markUpdated(this.#batch)
    this.#residents.freeUnused()
    work.watch()
  }

  #rollBack(work: Work, ignoreConversions = false): 'old' | 'mixed' {
    work.unwatch()
    if (!ignoreConversions && work.spaces.hasConverted) return 'mixed'
    if (work.space.counts.some((count) => count !== 0)) return 'mixed'
    work.spaces.undo()
    this.#drop(work)
    this.#work = undefined
    return 'old'
  }

  /** A version that nothing uses. */
  #drop({ space }: Work): void {
    this.#site.spaces.splice(this.#site.spaces.indexOf(space), 1)
    space.free()
  }
}

/** One update: procedures numbered over both versions, which are active, and which must go before it is complete. */
class Work {
  readonly plan: UpdatePlan
  readonly space: Space
  readonly spaces: VersionSpaces
  readonly #site: SiteAccess
  readonly #ids: readonly string[]
  /** Procedures of other sites: they are rebound there, by their own administrators. */
  readonly #elsewhere: ReadonlySet<string>
  readonly #numbers: ReadonlyMap<string, number>
  readonly #active: ActiveSet
  /** Procedures that the update changes and that are not rebound yet. */
  readonly #pending: Set<number>
  /** Old procedures, by number: where their activations are counted. */
  readonly #counters: readonly (readonly Counter[])[]
  readonly #watched: Counter[] = []
  #begun = false

  constructor(site: SiteAccess, plan: UpdatePlan, space: Space, residents: Residents) {
    this.#site = site
    this.plan = plan
    this.space = space
    this.spaces = new VersionSpaces(site, plan, space, residents)
    const old = site.spaces.filter((other) => other !== space)
    const previous = old.at(-1)
    this.#ids = [...new Set([...(previous?.image.procedures ?? []), ...space.image.procedures].map(({ id }) => id))]
    this.#numbers = new Map(this.#ids.map((id, number) => [id, number]))
    this.#elsewhere = new Set(this.#ids.filter((id) => space.isElsewhere(id) || previous?.isElsewhere(id) === true))
    const oldIds = new Set(previous?.image.procedures.map(({ id }) => id))
    this.#active = new ActiveSet(createCallGraph(this.#callees()), {
      groups: [...plan.groups, ...groupByRepresentation(plan)].map((group) => this.#numbered(group)),
      after: this.#orderEdges(oldIds, orderUncounted(plan, old, space)),
      added: this.#numbered(this.#ids.filter((id) => !oldIds.has(id))),
    })
    const changed = [...plan.affected, ...plan.deleted]
    this.#pending = new Set(this.#numbered(changed.filter((id) => !this.#elsewhere.has(id))))
    this.#counters = listCounters(this.#ids, old)
  }

  /** The update command has been given. */
  get isBegun(): boolean {
    return this.#begun
  }

  get isComplete(): boolean {
    return this.#pending.size === 0
  }

  idOf(procedure: number): string {
    return this.#ids[procedure] ?? ''
  }

  /** What has become inactive since it was last asked. */
  takeInactive(): readonly number[] {
    this.unwatch()
    if (!this.#begun) {
      this.#begun = true
      this.#site.beginUpdate(this.plan)
      this.spaces.bindAdded()
      return this.#active.begin([this.#onStack()])
    }
    this.#active.entered(this.#onStack())
    return this.#active.left(this.#ids.keys().filter((procedure) => this.#count(procedure) === 0))
  }

  markUpdated(procedures: readonly number[]): void {
    for (const procedure of procedures) this.#pending.delete(procedure)
  }

  /** From now on, the return that leaves a procedure without activation is noticed. */
  watch(): void {
    for (const counter of this.#counters.flat()) {
      if (counter.space.counts[counter.index]! <= 0) continue
      counter.space.counts[counter.index]!--
      this.#watched.push(counter)
    }
  }

  unwatch(): void {
    for (const { space, index } of this.#watched.splice(0)) space.counts[index]!++
  }

  /** What holds the update up. */
  explain(): string {
    const reasons = [...this.#pending].map((procedure) => this.#explainOne(procedure))
    return reasons.length === 0 ? 'nothing is left to update' : reasons.join('; ')
  }

  #explainOne(procedure: number): string {
    const [first, ...more] = this.#active.waitingOn(procedure)
    if (first === undefined) return `${this.#address(procedure)} waits`
    return [this.#address(procedure), ...describeChain(first, more, (number) => this.#address(number))].join(' ')
  }

  #address(procedure: number): string {
    return formatAddress({
      machine: this.#site.name,
      version: this.plan.from,
      type: 'normal',
      procedure: this.idOf(procedure),
      displacement: 0,
    })
  }

  #onStack(): number[] {
    return [...this.#ids.keys()].filter((procedure) => this.#count(procedure) > 0)
  }

  #count(procedure: number): number {
    let count = 0
    for (const { space, index } of this.#counters[procedure] ?? []) count += space.counts[index]!
    return count
  }

  #callees(): number[][] {
    const calls = new Map(this.plan.calls)
    return this.#ids.map((id) => (this.#elsewhere.has(id) ? [] : this.#numbered(calls.get(id) ?? [])))
  }

  #numbered(ids: readonly string[]): number[] {
    return ids.flatMap((id) => this.#numbers.get(id) ?? [])
  }

  /** The operator's order; and a deleted procedure goes after the old code that calls it. */
  #orderEdges(
    oldIds: ReadonlySet<string>,
    uncounted: readonly (readonly [later: string, earlier: string])[],
  ): [number, number][] {
    const ordered = this.plan.order.flatMap((list) =>
      list.slice(1).map((id, index) => [id, list[index] ?? id] as const),
    )
    const deleted = new Set(this.plan.deleted)
    const callers = this.plan.oldCalls.flatMap(([caller, callees]) =>
      callees.filter((callee) => deleted.has(callee) && callee !== caller).map((callee) => [callee, caller] as const),
    )
    return [...ordered, ...callers, ...uncounted]
      .filter(([later, earlier]) => oldIds.has(later) && oldIds.has(earlier))
      .flatMap(([later, earlier]) => {
        const pair = [this.#numbers.get(later), this.#numbers.get(earlier)]
        return pair[0] === undefined || pair[1] === undefined ? [] : [[pair[0], pair[1]] as [number, number]]
      })
  }
}

/** Where the activations of a version's procedure are counted. */
interface Counter {
  readonly space: Space
  readonly index: number
}

function listCounters(ids: readonly string[], spaces: readonly Space[]): Counter[][] {
  const indexes = spaces.map((space) => new Map(space.image.procedures.map(({ id }, index) => [id, index + 1])))
  return ids.map((id) =>
    spaces.flatMap((space, number) => {
      const index = indexes[number]!.get(id)
      return index === undefined ? [] : [{ space, index }]
    }),
  )
}

function describeChain(first: Link, more: readonly Link[], address: (procedure: number) => string): string[] {
  return [first, ...more].map(({ because }, index, links) => {
    const next = links[index + 1]
    return next === undefined ? `is ${because}` : `${because} ${address(next.procedure)}, which`
  })
}
