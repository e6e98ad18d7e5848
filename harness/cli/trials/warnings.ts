import type { TrialRecord, Warning } from '../../store/record.ts'

/** Above it the hypervisor has taken more than the differences that are to be measured. */
const tolerableSteal = 0.03

/** What the parent of a trial's process sees and the trial itself does not. */
export function listOutsideWarnings({
  role,
  traced,
  load,
  metrics,
  environment: { stealShare },
}: TrialRecord): Warning[] {
  const warnings: Warning[] = []
  if (traced === true) return warnings
  if (stealShare > tolerableSteal) {
    warnings.push({
      code: 'cpu-steal',
      message: `${(stealShare * 100).toFixed(0)} % of the processors' time went to other machines on the same host.`,
      remedy: 'Repeat on a quieter machine, or trust only ratios over many trials.',
    })
  }
  if (role === 'strategy' && load.mode === 'open' && metrics.capacityBefore > 0 && metrics.capacityBefore < load.rate) {
    warnings.push({
      code: 'overload',
      message: `The load of ${Math.round(load.rate)} requests/s is more than the program can serve under this strategy (${Math.round(metrics.capacityBefore)}/s), update or not.`,
      remedy: `Offer less: --load open:${(((load.share ?? 1) * 0.7 * metrics.capacityBefore) / load.rate).toPrecision(1)}${load.share === undefined ? ' of the capacity of direct' : ''}.`,
    })
  }
  return warnings
}
