import type { SetPlan } from '../../store/set-plan.ts'

/** Name of a matrix's set where none is given: the same for all shards, and for whoever goes on with it. */
export function nameMatrixSet({ hash }: Pick<SetPlan, 'hash'>): string {
  return `matrix-${hash.slice(0, 8)}`
}
