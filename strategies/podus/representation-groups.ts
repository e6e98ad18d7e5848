import type { UpdatePlan } from '../../harness/host/update-plan.ts'
import type { ProcedureImage } from '../../harness/link/image.ts'

/**
 * Procedures that share data whose representation changes: they depend on one another as the members of a semantic
 * group do, only that here the source tells. Were one of them rebound and the data mapped for it while another is
 * active, old code would go on with old data, and new methods would be given old objects.
 *
 * A group is made of the users of a static datum that changes, and of the methods of the types that change: any datum
 * that changes may hold objects of those types.
 */
export function groupByRepresentation(
  plan: UpdatePlan,
  oldProcedures: readonly ProcedureImage[],
): readonly (readonly string[])[] {
  const changed = new Set(plan.representations)
  const methods = oldProcedures.filter(({ adt }) => adt !== undefined && changed.has(adt)).map(({ id }) => id)
  const users = new Map<string, Set<string>>()
  for (const [id, data] of [...plan.oldUses, ...plan.uses]) {
    for (const datum of data) if (changed.has(datum)) users.set(datum, (users.get(datum) ?? new Set<string>()).add(id))
  }
  const groups = [...users.values()].map((group) => [...group, ...methods])
  return groups.length === 0 && methods.length > 0 ? [methods] : groups
}
