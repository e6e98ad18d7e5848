import type { TrialPlan } from '../../trial-plan.ts'
import type { Context, RunTrialOptions } from '../context.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { speedLimit } from './plan-trials.ts'

/**
 * What a program can serve without any updating system, in requests per second: a short trial that is not stored.
 * @param plan of `direct`, under saturated load
 * @throws NothingMeasured where it does not serve
 */
export async function measureSpeedLimit(
  plan: TrialPlan,
  context: Context,
  options: Omit<RunTrialOptions, 'refused'>,
): Promise<number> {
  const windows = { ...plan.windows, beforeMs: 20, horizonMs: 50 }
  const { metrics, outcome, reason } = await context.runTrial({ ...plan, windows }, { ...options, refused: false })
  if (metrics.capacityBefore > 0 || options.signal.aborted) return metrics.capacityBefore
  throw new NothingMeasured(
    'CALIBRATION_FAILED',
    `expected ${speedLimit} to serve ${plan.workload.name} so that a share of its capacity can be offered, got no right reply (${reason ?? outcome}). ` +
      'See what is wrong with `bench check`, or give the rate itself: --load open:1000/s.',
  )
}
