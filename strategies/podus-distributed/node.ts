import type { Phase, SiteAccess, SiteAgent, SiteUpdate } from '../../harness/host/agent.ts'
import type { RemoteCall } from '../../harness/host/remote-calls.ts'
import { createPodusSite, type PodusAgent } from '../podus/update.ts'
import { Callers } from './callers.ts'

/** What a site tells the others when its own administrator has had it updated. */
interface Notice {
  /** It serves callers of this version, and of all before. */
  readonly serves: string
  /** Versions whose code still runs there, and may call; not those that it keeps for others. */
  readonly inUse: readonly string[]
}

/** A site of distributed PODUS: updates itself, and serves and calls sites of other versions. */
export class Node implements SiteAgent {
  readonly hooks: object
  readonly phases: readonly Phase[]
  readonly #site: SiteAccess
  readonly #local: PodusAgent
  readonly #callers: Callers
  /** Versions in use at each other site, as it last said; of one that has said nothing, any. */
  readonly #elsewhere = new Map<string, readonly string[]>()

  constructor(site: SiteAccess) {
    this.#site = site
    this.#local = createPodusSite(site, (version) => this.#isCalledIn(version))
    this.#callers = new Callers(site)
    this.hooks = this.#local.hooks
    this.phases = this.#local.phases.map((phase) => ({ ...phase, run: (update) => this.#run(phase, update) }))
  }

  withdraw(update: SiteUpdate): ReturnType<NonNullable<SiteAgent['withdraw']>> {
    return this.#local.withdraw!(update)
  }

  call(call: RemoteCall, site: string, send: (call: RemoteCall) => Promise<unknown>): Promise<unknown> {
    return this.#callers.call(call, site, send)
  }

  /** What the caller's version reaches here: in its own space, if there is one, as if it were called from within. */
  async serve({ procedure, version, values }: RemoteCall): Promise<unknown> {
    const { spaces } = this.#site
    const own = spaces.find(({ image }) => image.version === version)
    const space = [own, ...spaces.toReversed()].find((candidate) => candidate?.bound(procedure) !== undefined)
    if (space === undefined) throw new Error(`${procedure} is not bound at site ${this.#site.name}`)
    return (space.bound(procedure) as (...values: readonly unknown[]) => unknown)(...values)
  }

  receive(content: unknown, from: string): void {
    const { serves, inUse } = content as Notice
    this.#callers.markServed(from, serves)
    this.#elsewhere.set(from, inUse)
  }

  #run(phase: Phase, update: SiteUpdate): ReturnType<Phase['run']> {
    const step = phase.run(update)
    if (phase.stage === 'load' && step === 'next') this.#callers.prepare(update.plan, update.back)
    if (step === 'done') this.#announce(update.plan.to)
    return step
  }

  #announce(version: string): void {
    const { name, sites } = this.#site
    const notice: Notice = { serves: version, inUse: [...this.#local.versionsInUse, version] }
    for (const site of sites) if (site !== name) this.#site.post(site, notice)
  }

  /** A version that another site may still call in has users, though none of them are here. */
  #isCalledIn(version: string): boolean {
    const { name, sites } = this.#site
    return sites.some((site) => site !== name && (this.#elsewhere.get(site)?.includes(version) ?? true))
  }
}
