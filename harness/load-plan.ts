import type { Traffic } from '../workloads/contract.ts'
import type { LinePlan } from './load/line-memory.ts'
import { drawArrivals } from './load/schedule.ts'
import { usualLoadingMs } from './host/windows.ts'
import type { TrialPlan } from './trial-plan.ts'

/** Requests per second that no program under test is expected to exceed. */
export const fastest = 3_000_000

/** The stretches of load of a trial, and the intended arrivals of the measured one. */
export function planLine(
  plan: TrialPlan,
  traffic: Traffic<unknown, unknown>,
): { readonly line: LinePlan; readonly offsetsMs: Float64Array } {
  const { windows, load, seed } = plan
  const { beforeMs, loadingMs = usualLoadingMs, horizonMs, limitMs, hangMs } = windows
  const measuredMs = beforeMs + loadingMs + horizonMs + limitMs + hangMs
  const offsetsMs =
    load.mode === 'open' ? drawArrivals(load.arrivals, load.rate, measuredMs, seed) : new Float64Array(0)
  const saturatedMs = windows.warmUpMs + 2 * windows.capacityMs + (load.mode === 'open' ? 0 : measuredMs)
  const capacity = traffic.setup + traffic.probes + offsetsMs.length + Math.ceil((fastest * saturatedMs) / 1000)
  return {
    line: {
      seed,
      capacity,
      segments: [
        { name: 'setup', mode: 'saturated', count: traffic.setup },
        { name: 'warm-up', mode: 'saturated', durationMs: windows.warmUpMs },
        { name: 'capacity-before', mode: 'saturated', durationMs: windows.capacityMs },
        { name: 'measured', mode: load.mode },
        { name: 'capacity-after', mode: 'saturated', durationMs: windows.capacityMs },
        { name: 'probes', mode: 'saturated', count: traffic.probes },
      ],
    },
    offsetsMs,
  }
}
