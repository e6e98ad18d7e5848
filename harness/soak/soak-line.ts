import type { Traffic } from '../../workloads/contract.ts'
import { usualLoadingMs } from '../host/windows.ts'
import type { LinePlan } from '../load/line-memory.ts'
import { drawArrivals } from '../load/schedule.ts'
import { fastest } from '../load-plan.ts'
import { guessRoundMs, type SoakPlan } from './soak-plan.ts'

/**
 * The stretches of load of a soak. Each update has three: open load into which it falls, a saturated stretch in which the
 * speed is measured, and open load again while stock is taken. Before the first update there are the same three without one.
 * All open stretches have the same arrivals.
 */
export function planSoakLine(
  { trial, updates }: SoakPlan,
  traffic: Traffic<unknown, unknown>,
): { readonly line: LinePlan; readonly offsetsMs: Float64Array } {
  const { windows, load, seed } = trial
  if (load.mode !== 'open') throw new Error('a soak offers open load; its saturated stretches come by themselves')
  const { beforeMs, loadingMs = usualLoadingMs, horizonMs, limitMs, hangMs } = windows
  const longestMs = beforeMs + loadingMs + horizonMs + limitMs + hangMs
  const offsetsMs = drawArrivals(load.arrivals, load.rate, longestMs, seed)
  const rounds = Array.from({ length: updates + 1 }, () => [
    { name: 'measured', mode: 'open' } as const,
    { name: 'capacity-after', mode: 'saturated', durationMs: windows.capacityMs } as const,
    { name: 'rest', mode: 'open' } as const,
  ])
  return {
    line: {
      seed,
      capacity: traffic.setup + traffic.probes + offsetsMs.length + countRequests(trial, load.rate, updates),
      segments: [
        { name: 'setup', mode: 'saturated', count: traffic.setup },
        { name: 'warm-up', mode: 'saturated', durationMs: windows.warmUpMs },
        ...rounds.flat(),
        { name: 'probes', mode: 'saturated', count: traffic.probes },
      ],
    },
    offsetsMs,
  }
}

/** Requests of all updates for which there must be room on the line. */
export function countRequests({ windows }: SoakPlan['trial'], rate: number, updates: number): number {
  const { openMs } = guessRoundMs(windows)
  const saturatedMs = windows.warmUpMs + (updates + 1) * windows.capacityMs
  return Math.ceil((rate * (updates + 1) * openMs + fastest * saturatedMs) / 1000)
}
