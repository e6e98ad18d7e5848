import { formatNumber } from '../../report/format.ts'
import type { LoadDescription, Noise, TrialRecord, Warning } from '../../store/record.ts'

/** Above it the hypervisor has taken more than the differences that are to be measured. */
const tolerableSteal = 0.03
/** Shares of time, waits and changes of speed from which on figures suffer. A matrix's plan says from which on a block is void. */
const tolerableOthers = 0.1
const tolerableLagMs = 20
const tolerableDrift = 1.2
/** Near its capacity a program has long queues, whatever else happens. */
const tolerableUse = 0.9

/** What the parent of a trial's process sees and the trial itself does not. */
export function listOutsideWarnings({
  role,
  traced,
  load,
  metrics,
  environment: { stealShare },
  noise,
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
  if (noise !== undefined) warnings.push(...listNoise(noise))
  if (role === 'strategy' && load.mode === 'open' && metrics.capacityBefore > 0) {
    const use = load.rate / metrics.capacityBefore
    if (use > tolerableUse) warnings.push(warnOfOverload(load, metrics.capacityBefore, use))
  }
  return warnings
}

/** What kept the machine from keeping still. */
export function listNoise({ othersShare, lagMs, calibrationNs: [before, after] }: Noise): Warning[] {
  const factor = Math.max(before / after, after / before)
  return [
    ...(othersShare > tolerableOthers
      ? [
          {
            code: 'machine-busy',
            message: `Other processes took ${(othersShare * 100).toFixed(0)} % of the processors' time.`,
            remedy: 'End them, or trust only ratios over many trials.',
          },
        ]
      : []),
    ...(lagMs > tolerableLagMs
      ? [
          {
            code: 'machine-stalled',
            message: `An idle process was kept waiting for ${lagMs.toFixed(0)} ms, so the program may have been too.`,
            remedy: 'Give the trials two processors of their own.',
          },
        ]
      : []),
    ...(factor > tolerableDrift
      ? [
          {
            code: 'speed-changed',
            message: `The machine was ${factor.toFixed(2)} times ${after > before ? 'slower' : 'faster'} after the trial than before it.`,
            remedy: 'Fix the frequency of the processors, or use a machine that nobody shares.',
          },
        ]
      : []),
  ]
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
