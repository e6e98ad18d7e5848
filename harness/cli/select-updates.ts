import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { unknownName } from './nearest.ts'

/**
 * The updates named, in the workload's order; its first where none is.
 * @throws UsageError for a name that it does not have
 */
export function selectUpdates({ name, updates }: Workload, names: readonly string[]): readonly UpdateDeclaration[] {
  if (names.length === 0) return updates.slice(0, 1)
  if (names.includes('all')) return updates
  const known = updates.map((update) => update.name)
  const unknown = names.find((wanted) => !known.includes(wanted))
  if (unknown !== undefined)
    throw unknownName('--update', 'update', unknown, known, `They are those of ${name}; \`all\` takes every one.`)
  return updates.filter((update) => names.includes(update.name))
}
