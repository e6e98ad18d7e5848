import type { UpdatePlan } from '../../harness/host/update-plan.ts'

/**
 * Procedures that share data whose representation changes: they depend on one another as the members of a semantic
 * group do, only that here the source tells. Were one of them rebound and the data mapped for it while another is
 * active, old code would go on with old data, and new methods would be given old objects.
 *
 * A group is made of the users of a static datum that changes, and of all who may have an object of a type that changes in
 * hand: any datum that changes may hold objects of those types, and a mapper converts what is in the data, not what a
 * suspended procedure has in its variables.
 */
export function groupByRepresentation(plan: UpdatePlan): readonly (readonly string[])[] {
  const changed = new Set(plan.representations)
  const holders = new Set(plan.holders.flatMap(([, procedures]) => procedures))
  const users = new Map<string, Set<string>>()
  for (const [id, data] of [...plan.oldUses, ...plan.uses]) {
    for (const datum of data) if (changed.has(datum)) users.set(datum, (users.get(datum) ?? new Set<string>()).add(id))
  }
  const groups = [...users.values()].map((group) => [...group.union(holders)])
  return groups.length === 0 && holders.size > 0 ? [[...holders]] : groups
}
