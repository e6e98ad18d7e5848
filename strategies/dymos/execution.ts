import type { SiteAccess } from '../../harness/host/agent.ts'
import { StaticData } from '../../harness/host/static-data.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'
import { Entries } from './entries.ts'
import { Gates } from './gates.ts'
import type { Lock, Locks } from './locks.ts'
import type { Step } from './script.ts'

/** The commands of an update, one after the other: what must be idle, what is replaced then, and the way back. */
export class Execution {
  readonly #site: SiteAccess
  readonly #locks: Locks
  readonly #plan: UpdatePlan
  readonly #space: Space
  readonly #entries: Entries
  readonly #gates: Gates
  readonly #data: StaticData
  readonly #steps: readonly Step[]
  /** Commands that have had their effect. */
  #done = 0
  #idle: readonly Lock[] = []

  constructor(site: SiteAccess, locks: Locks, plan: UpdatePlan, space: Space) {
    this.#site = site
    this.#locks = locks
    this.#plan = plan
    this.#space = space
    this.#data = new StaticData(site, space, plan)
    this.#entries = new Entries(site.spaces)
    this.#gates = new Gates(locks, this.#entries)
    this.#steps = (plan.operator?.steps ?? []) as readonly Step[]
    site.spaces.push(space)
  }

  /** Calls wait for the update. */
  get isBlocking(): boolean {
    return this.#gates.waiting.length > 0
  }

  /** Locks what the next command names; false where there is none. */
  begin(): boolean {
    const step = this.#steps[this.#done]
    if (step === undefined) return false
    this.#idle = step.idle.flatMap((id) => this.#entries.locksOf(id))
    const locked = new Set([...step.idle, ...step.replace, ...step.remove])
    this.#gates.close([...locked], () => this.#locks.isInside(this.#idle))
    return true
  }

  /** Whether nobody reads what must be idle; if somebody does, the last one to leave is noticed. */
  isIdle(): boolean {
    this.#locks.unwatch()
    const busy = this.#busy
    this.#locks.watch(busy)
    return busy.length === 0
  }

  replace(): void {
    const { replace, remove } = this.#step
    for (const id of [...this.#support, ...replace]) this.#entries.bind(id)
    for (const id of remove) this.#entries.unbind(id)
  }

  /** @throws Error what a mapper or an initialiser throws */
  convert(): void {
    const { data, init } = this.#step
    const needed = new Set([...data, ...init])
    this.#data.convert(({ id }) => needed.has(id), new Set(init))
    for (const id of this.#support) this.#space.unbind(id)
  }

  /** On to the next command; true if there is one. */
  next(): boolean {
    this.#gates.open()
    this.#entries.keep()
    this.#done++
    if (this.#done < this.#steps.length) return true
    if (this.#isWhole()) this.#data.forgetDeleted()
    this.#freeUnused()
    return false
  }

  /** Takes back what the present command has done; true if none before it has had an effect. */
  abandon(): boolean {
    this.#locks.unwatch()
    this.#data.undo()
    this.#entries.undo()
    this.#gates.open()
    if (this.#done > 0) return false
    this.#site.spaces.splice(this.#site.spaces.indexOf(this.#space), 1)
    this.#space.free()
    return true
  }

  /** What is not idle, and who holds it. */
  explain(): string {
    const busy = this.#busy.map((lock) => `${this.#describe(lock)} is not idle: held by ${this.#holdersOf(lock)}`)
    const waiting = this.#gates.waiting.map(({ process, procedure }) => `process ${process} waits to call ${procedure}`)
    return [...busy, ...waiting].join('; ')
  }

  /**
   * The update waits for a procedure to become idle; the process in it waits for another process; and calls of others
   * wait for the update. To be asked when all that can go on has gone on: then, if no timer runs and no process waits
   * for a request, nobody can ever go on.
   */
  findDeadlock(): string | undefined {
    const [busy] = this.#busy
    if (busy === undefined || !this.isBlocking || this.#site.isAwaited()) return undefined
    const waiting = this.#gates.waiting.map(
      ({ process, procedure }) => `process ${process}, waiting to call ${procedure}`,
    )
    return `deadlock: the update → ${this.#describe(busy)}, held by ${this.#holdersOf(busy)} that waits for another → ${waiting.join(', ')} → locked by the update`
  }

  get #step(): Step {
    return this.#steps[this.#done] ?? { replace: [], remove: [], idle: [], named: 0, data: [], init: [] }
  }

  get #busy(): readonly Lock[] {
    return this.#idle.filter((lock) => this.#locks.readers(lock) > 0)
  }

  /** Support procedures: the new version comes with them, and none of it calls them. */
  get #support(): readonly string[] {
    const { affected, added, operator } = this.#plan
    const own = new Set([...affected, ...added, ...(operator?.loads ?? [])])
    return this.#space.image.procedures.map(({ id }) => id).filter((id) => this.#space.has(id) && !own.has(id))
  }

  #holdersOf(lock: Lock): string {
    const numbers = this.#locks.holders(lock).map(({ number }) => number)
    return numbers.length === 0 ? 'the process that runs' : `process ${numbers.join(', ')}`
  }

  #describe({ id }: Lock): string {
    const { idle, named } = this.#step
    return idle.indexOf(id) < named ? id : `${id} (which joined the when-part by itself)`
  }

  /** The program is the new version: the operator has named all that differs. */
  #isWhole(): boolean {
    const named = new Set(this.#steps.flatMap(({ replace, remove }) => [...replace, ...remove]))
    return [...this.#plan.affected, ...this.#plan.deleted].every((id) => named.has(id))
  }

  /** Frees the versions of which nothing is bound and nothing runs, but for the first, in which the processes began. */
  #freeUnused(): void {
    for (const space of this.#site.spaces.slice(1, -1)) {
      const isBound = space.image.procedures.some(({ id }) => space.has(id) && space.bound(id) === space.code(id))
      if (isBound || space.counts.some((count) => count !== 0)) continue
      this.#site.spaces.splice(this.#site.spaces.indexOf(space), 1)
      space.free()
    }
  }
}
