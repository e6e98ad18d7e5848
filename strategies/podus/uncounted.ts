import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { Space } from '../../harness/link/space.ts'

/**
 * Old code in which no command can be noticed is not counted. That is so only as long as what it calls is such code too: if
 * the new version of a callee, or the interprocedure that stands in for it, is interrupted, the caller would be on the
 * stack and nobody would know. So the caller goes first, or with it; as it is never on the stack itself, that costs no wait.
 * @returns pairs of a procedure and the one after which it is rebound
 */
export function orderUncounted(
  { oldCalls, interprocedures }: UpdatePlan,
  old: readonly Space[],
  next: Space,
): readonly (readonly [later: string, earlier: string])[] {
  const uncounted = new Set(old.flatMap((space) => leftOutOf(space)))
  if (uncounted.size === 0) return []
  const stays = new Set(leftOutOf(next))
  const standsIn = new Map(interprocedures)
  const isCounted = (id: string): boolean => !stays.has(id) || !stays.has(standsIn.get(id) ?? id)
  return oldCalls.flatMap(([caller, callees]) =>
    uncounted.has(caller) ? callees.filter(isCounted).map((callee) => [callee, caller] as const) : [],
  )
}

function leftOutOf({ image }: Space): string[] {
  return image.procedures.filter(({ leftOut }) => leftOut === true).map(({ id }) => id)
}
