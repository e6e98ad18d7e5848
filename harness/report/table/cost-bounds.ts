import { boundQuantile } from '../../stats/wilks.ts'
import type { Trial } from '../../store/record.ts'

/** So many of all such updates take no longer and cost no more, at 95 % confidence (Wilks). */
export interface CostBound {
  readonly quantile: number
  readonly n: number
  readonly updateMs: number
  readonly downtimeMs: number
}

const quantiles = [0.9, 0.95, 0.99] as const

/** Only for the shares that so many trials allow: 29, 59 and 299 are needed. */
export function boundCosts(trials: readonly Trial[]): CostBound[] {
  const updates = trials.flatMap(({ metrics }) => metrics.updateMs ?? [])
  const downtimes = trials.map(({ metrics }) => metrics.downtimeMs)
  return quantiles.flatMap((quantile) => {
    const [updateMs, downtimeMs] = [boundQuantile(updates, quantile), boundQuantile(downtimes, quantile)]
    return updateMs === undefined || downtimeMs === undefined
      ? []
      : [{ quantile, n: updates.length, updateMs, downtimeMs }]
  })
}
