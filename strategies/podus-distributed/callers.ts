import type { BackCode, SiteAccess } from '../../harness/host/agent.ts'
import type { RemoteCall } from '../../harness/host/remote-calls.ts'
import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

type Send = (call: RemoteCall) => Promise<unknown>

/** An update of this site: what differs, and how its new code calls sites that have not been updated. */
interface Updated {
  readonly plan: UpdatePlan
  readonly back: Space | undefined
  readonly interprocedures: ReadonlyMap<string, string>
}

/**
 * The client's side of a remote procedure call. A stub of a version calls in that version. If the server has not been
 * updated to it, and the procedure's interface has changed, an interprocedure of the way back calls by the old one.
 */
export class Callers {
  readonly #site: SiteAccess
  /** By the version that they lead to. */
  readonly #updates = new Map<string, Updated>()
  /** Versions that other sites have said that they serve. */
  readonly #served = new Map<string, Set<string>>()

  constructor(site: SiteAccess) {
    this.#site = site
  }

  /** To be called before the new version's code runs. */
  prepare(plan: UpdatePlan, back: BackCode | undefined): void {
    const interprocedures = new Map(back?.interprocedures)
    this.#updates.set(plan.to, { plan, interprocedures, back: back === undefined ? undefined : this.#load(plan, back) })
  }

  /** Another site serves callers of a version from now on. */
  markServed(site: string, version: string): void {
    this.#served.getOrInsertComputed(site, () => new Set()).add(version)
  }

  async call(call: RemoteCall, site: string, send: Send): Promise<unknown> {
    const version = this.#versionOf(call.version)
    const update = this.#updates.get(version)
    const isServed = update === undefined || this.#served.get(site)?.has(version) === true
    if (isServed || !update.plan.interfaces.includes(call.procedure)) return send({ ...call, version })
    const interprocedure = update.interprocedures.get(call.procedure)
    if (interprocedure === undefined || update.back === undefined)
      throw new Error(
        `${call.procedure} at site ${site} is still that of ${update.plan.from}, and there is no interprocedure for callers of ${version}; update that site, or write one`,
      )
    const code = update.back.code(interprocedure) as (...values: readonly unknown[]) => unknown
    return code(...call.values)
  }

  /** What is called by the support code of the way back is called as by the old version. */
  #versionOf(version: string): string {
    for (const { plan, back } of this.#updates.values()) if (back?.image.version === version) return plan.from
    return version
  }

  /** The support code of the way back: what it calls is what the old version's code would reach. */
  #load({ from }: UpdatePlan, { image }: BackCode): Space {
    const space = this.#site.createSpace(image)
    space.load()
    for (const { id, form, remote } of image.procedures) {
      if (remote === true || space.has(id)) space.bind(id)
      else if (form === 'function' || form === 'arrow') space.bind(id, this.#reach(from, id))
    }
    return space
  }

  #reach(version: string, id: string): (...values: readonly unknown[]) => unknown {
    return (...values) => {
      const { spaces } = this.#site
      const space = spaces.find(({ image }) => image.version === version) ?? spaces[0]!
      return (space.bound(id) as (...values: readonly unknown[]) => unknown)(...values)
    }
  }
}
