import { formatNumber } from '../../report/format.ts'
import type { LoadDescription, TrialRecord, Warning } from '../../store/record.ts'

/** Above it the hypervisor has taken more than the differences that are to be measured. */
const tolerableSteal = 0.03
/** Near its capacity a program has long queues, whatever else happens. */
const tolerableUse = 0.9

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
  if (role === 'strategy' && load.mode === 'open' && metrics.capacityBefore > 0) {
    const use = load.rate / metrics.capacityBefore
    if (use > tolerableUse) warnings.push(warnOfOverload(load, metrics.capacityBefore, use))
  }
  return warnings
}

function warnOfOverload({ share, rate }: LoadDescription, capacity: number, use: number): Warning {
  const enough = (tolerableUse * 0.8) / use
  const load = share === undefined ? `${Math.floor(rate * enough)}/s` : String(Math.floor(share * enough * 100) / 100)
  return {
    code: 'overload',
    message: `The load of ${formatNumber(rate)} requests/s is ${(use * 100).toFixed(0)} % of what the program can serve under this strategy (${formatNumber(capacity)}/s), so that replies are late whether it is updated or not.`,
    remedy: `Offer less: --load open:${load}.`,
  }
}
