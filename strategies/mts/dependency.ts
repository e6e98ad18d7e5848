import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { ProcedureImage } from '../../harness/link/image.ts'
import { sharedComponent } from '../../harness/link/place-image.ts'

/** What an update means for the services. */
export interface Dependency {
  /** Services of which there is a new version. */
  readonly changed: ReadonlySet<string>
  /** Services that are disabled meanwhile: those that change, where one could call an old one, and what lies between. */
  readonly disabled: ReadonlySet<string>
}

/** The new services, and whether one of them could call an old one, by the call graphs of both versions. */
export function findDependency(
  plan: UpdatePlan,
  services: readonly string[],
  procedures: readonly ProcedureImage[],
): Dependency {
  const componentOf = new Map(procedures.map(({ id, component }) => [id, component]))
  const calls = joinCalls(plan)
  const scopes = new Map(services.map((service) => [service, findScope(service, calls, componentOf)]))
  const touched = [...plan.affected, ...plan.added, ...plan.deleted]
  const changed = new Set(services.filter((service) => touched.some((id) => scopes.get(service)?.own.has(id))))
  const reached = new Map(services.map((service) => [service, reach(service, scopes)]))
  const reaches = (from: string, to: string): boolean => reached.get(from)?.has(to) === true
  const isChained = [...changed].some((one) => [...changed].some((other) => one !== other && reaches(one, other)))
  if (!isChained && plan.groups.length === 0) return { changed, disabled: new Set() }
  const between = services.filter((service) =>
    [...changed].some((first) => reaches(first, service) && [...changed].some((last) => reaches(service, last))),
  )
  return { changed, disabled: new Set([...changed, ...between]) }
}

interface Scope {
  /** Procedures of the service, and of no service that it calls. */
  readonly own: ReadonlySet<string>
  /** Services that it calls. */
  readonly callees: ReadonlySet<string>
}

function joinCalls({ calls, oldCalls }: UpdatePlan): ReadonlyMap<string, readonly string[]> {
  const joined = new Map(oldCalls)
  for (const [caller, callees] of calls) joined.set(caller, [...(joined.get(caller) ?? []), ...callees])
  return joined
}

function findScope(
  service: string,
  calls: ReadonlyMap<string, readonly string[]>,
  componentOf: ReadonlyMap<string, string>,
): Scope {
  const own = new Set<string>()
  const callees = new Set<string>()
  const pending = [...componentOf].filter(([, component]) => component === service).map(([id]) => id)
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const component = componentOf.get(id) ?? sharedComponent
    if (component !== service && component !== sharedComponent) callees.add(component)
    else if (!own.has(id)) {
      own.add(id)
      pending.push(...(calls.get(id) ?? []))
    }
  }
  return { own, callees }
}

function reach(service: string, scopes: ReadonlyMap<string, Scope>): ReadonlySet<string> {
  const reached = new Set<string>()
  const pending = [...(scopes.get(service)?.callees ?? [])]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    pending.push(...(scopes.get(next)?.callees ?? []))
  }
  return reached
}
