import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { ProcedureImage } from '../../harness/link/image.ts'
import { sharedComponent } from '../../harness/link/place-image.ts'

/**
 * The guardians that an update replaces: those whose code changes, what they have of shared modules included.
 * @param procedures of both versions
 */
export function findSubsystem(plan: UpdatePlan, procedures: readonly ProcedureImage[]): ReadonlySet<string> {
  const componentOf = new Map(procedures.map(({ id, component }) => [id, component]))
  const callers = invert([...plan.calls, ...plan.oldCalls])
  const found = new Set<string>()
  const seen = new Set<string>()
  const pending = [...plan.affected, ...plan.added, ...plan.deleted, ...usersOf(plan)]
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    const component = componentOf.get(id) ?? sharedComponent
    if (component !== sharedComponent) found.add(component)
    else pending.push(...(callers.get(id) ?? []))
  }
  return found
}

/** Procedures that use data in another representation. */
function usersOf({ uses, oldUses, representations }: UpdatePlan): string[] {
  const changed = new Set(representations)
  return [...uses, ...oldUses].flatMap(([id, data]) => (data.some((datum) => changed.has(datum)) ? [id] : []))
}

function invert(calls: UpdatePlan['calls']): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>()
  for (const [caller, callees] of calls) {
    for (const callee of callees) callers.getOrInsertComputed(callee, () => []).push(caller)
  }
  return callers
}
