import type { TrialRecord } from './record.ts'
import type { SetPlan } from './set-plan.ts'

/** ` objects=1000`: what tells a point of a sweep from the others; nothing where there is no sweep. */
export function describePoint(point: Readonly<Record<string, number>> | undefined): string {
  return Object.entries(point ?? {})
    .map(([name, value]) => ` ${name}=${value}`)
    .join('')
}

/** Reads the point of the sweep at which a trial was run; undefined where its workload is not swept. */
export function createPointReader({
  trials,
}: Pick<SetPlan, 'trials'>): (
  record: Pick<TrialRecord, 'workload' | 'parameters'>,
) => Readonly<Record<string, number>> | undefined {
  const swept = new Map(trials.map(({ workload, point }) => [workload, Object.keys(point ?? {})]))
  return ({ workload, parameters }) => {
    const names = swept.get(workload) ?? []
    return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, parameters[name] ?? 0]))
  }
}
