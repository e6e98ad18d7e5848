import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { ProcedureImage } from '../../harness/link/image.ts'

export function moduleOf(id: string): string {
  return id.slice(0, id.indexOf('#'))
}

/**
 * In which order modules are replugged: the ones that are called before those that call them, so that new code never
 * calls old. Modules that call one another, or that share data whose representation changes, go together.
 * @param changed modules to be replugged @param procedures of the new version
 */
export function orderModules(
  changed: readonly string[],
  plan: UpdatePlan,
  procedures: readonly ProcedureImage[],
): readonly (readonly string[])[] {
  const reached = new Map(changed.map((module) => [module, reach(module, createEdges(changed, plan, procedures))]))
  const reachedBy = (module: string): ReadonlySet<string> => reached.get(module) ?? new Set()
  const groups: string[][] = []
  // What a module reaches, reaches less than it does, or goes together with it.
  for (const module of changed.toSorted((a, b) => reachedBy(a).size - reachedBy(b).size)) {
    const group = groups.find(([first = '']) => reachedBy(first).has(module) && reachedBy(module).has(first))
    if (group === undefined) groups.push([module])
    else group.push(module)
  }
  return groups
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>

function createEdges(changed: readonly string[], plan: UpdatePlan, procedures: readonly ProcedureImage[]): Edges {
  const edges = new Map(changed.map((module) => [module, new Set<string>()]))
  const add = (from: string, to: string): void => {
    if (edges.has(to)) edges.get(from)?.add(to)
  }
  for (const [caller, callees] of plan.calls) for (const callee of callees) add(moduleOf(caller), moduleOf(callee))
  for (const group of groupByRepresentation(plan, procedures)) {
    for (const one of group) for (const other of group) add(one, other)
  }
  return edges
}

/** Modules that use the same data in two representations: the data's users, and the types that the data may hold. */
function groupByRepresentation(plan: UpdatePlan, procedures: readonly ProcedureImage[]): ReadonlySet<string>[] {
  const changed = new Set(plan.representations)
  const types = procedures.filter(({ adt }) => adt !== undefined && changed.has(adt)).map(({ id }) => moduleOf(id))
  const data = [...plan.uses, ...plan.oldUses].flatMap(([id, used]) =>
    used.filter((datum) => changed.has(datum)).map((datum) => ({ datum, module: moduleOf(id) })),
  )
  const users = [...Map.groupBy(data, ({ datum }) => datum).values()]
  return [types, ...users.map((group) => [...group.map(({ module }) => module), ...types])].map(
    (group) => new Set(group),
  )
}

function reach(module: string, edges: Edges): ReadonlySet<string> {
  const reached = new Set<string>()
  const pending = [module]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    pending.push(...(edges.get(next) ?? []))
  }
  return reached
}
