import type { Routing } from '../host/update-notes.ts'
import type { UnitsInService } from '../store/record.ts'

/**
 * How many of the units that serve a line together were in service while the update was carried out: requests were routed
 * to them. It counts from the load to the last step, also to those steps that come after completion.
 *
 * @param all units that requests are routed to before the update
 * @param period from the load to the end of the last step, in ms
 * @returns null where no more than one serves anyway
 */
export function measureUnitsInService(
  routings: readonly Routing[],
  all: number,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): UnitsInService | null {
  if (all < 2 || !(endMs > startMs)) return null
  const timesMs: Record<string, number> = {}
  let unitMs = 0
  let [units, sinceMs] = [all, startMs]
  for (const routing of [...routings, { atMs: endMs, units: all }]) {
    const untilMs = Math.min(Math.max(routing.atMs, sinceMs), endMs)
    timesMs[units] = (timesMs[units] ?? 0) + untilMs - sinceMs
    unitMs += units * (untilMs - sinceMs)
    ;[units, sinceMs] = [routing.units, untilMs]
  }
  return { all, share: unitMs / all / (endMs - startMs), timesMs }
}
