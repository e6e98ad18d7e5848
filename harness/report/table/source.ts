import type { TrialRecord } from '../../store/record.ts'
import type { SetPlan } from '../../store/set-plan.ts'

/** Where a table's figures are from. */
export interface Source {
  readonly set: string
  readonly plan: string
  readonly trials: number
  readonly planned: number
  /** Machines, runtimes and states of the sources: each as it was, in order. */
  readonly machines: readonly string[]
  readonly commits: readonly string[]
  /** First and last start of a trial, UTC. */
  readonly from: string
  readonly to: string
}

export function describeSource(set: string, { hash, trials }: SetPlan, records: readonly TrialRecord[]): Source {
  const starts = records.map(({ startedAt }) => startedAt).toSorted()
  return {
    set,
    plan: hash,
    trials: records.length,
    planned: trials.length,
    machines: listDistinct(
      records.map(
        ({ environment: { cpu, cores, kernel, node, host } }) =>
          `${host}: ${cpu}, ${cores} cores, ${kernel}, Node ${node}`,
      ),
    ),
    commits: listDistinct(
      records.map(({ environment: { commit, dirty } }) => `${commit.slice(0, 12)}${dirty ? ' with changes' : ''}`),
    ),
    from: starts[0] ?? '',
    to: starts.at(-1) ?? '',
  }
}

function listDistinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted()
}
