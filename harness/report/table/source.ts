import type { AssembledSet } from '../../store/assembled-set.ts'

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

export function describeSource(set: string, { plan, trials }: AssembledSet): Source {
  const starts = trials.map(({ startedAt }) => startedAt).toSorted()
  return {
    set,
    plan: plan.hash,
    trials: trials.length,
    planned: plan.trials.length,
    machines: listDistinct(
      trials.map(
        ({ environment: { cpu, cores, kernel, node, host } }) =>
          `${host}: ${cpu}, ${cores} cores, ${kernel}, Node ${node}`,
      ),
    ),
    commits: listDistinct(
      trials.map(({ environment: { commit, dirty } }) => `${commit.slice(0, 12)}${dirty ? ' with changes' : ''}`),
    ),
    from: starts[0] ?? '',
    to: starts.at(-1) ?? '',
  }
}

function listDistinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted()
}
