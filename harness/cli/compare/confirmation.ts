import { fewestBlocks, type SetComparison } from '../../report/compare/compare-sets.ts'
import type { Side } from '../../report/compare/stages.ts'

/** The command that measures what is undecided again, on fresh blocks; undefined where nothing is, or only blocks lack. */
export function suggestConfirmation({ metrics, base, head, result }: SetComparison): string | undefined {
  if (result !== 'undecided') return undefined
  const flagged = metrics.filter(({ gate }) => gate.stage === 'flagged')
  const cells = flagged.length > 0 ? flagged : metrics.filter(({ n }) => n < fewestBlocks)
  const list = (values: readonly string[]): string => [...new Set(values)].join(',')
  const only = `--strategy ${list(cells.map(({ strategy }) => strategy))} --update ${list(cells.map(({ workload, update }) => `${workload}/${update}`))}`
  const range = [getCommit(base), getCommit(head)]
  if (!range.includes(undefined) && range[0] !== range[1])
    return `bench compare --run ${range.join('..')} --blocks 12 ${only}`
  return `bench compare ${base.name} ${head.name} --confirm ${base.name}-again,${head.name}-again   # each made at its own sources by: bench matrix --blocks 12 --seed 1001 ${only} --set NAME-again, with the other options as they were`
}

/** The one commit whose sources a set was run from, if it was one and nothing was changed. */
function getCommit({ commits }: Side): string | undefined {
  const [commit, ...others] = commits
  return commit !== undefined && others.length === 0 && /^[\da-f]+$/.test(commit) ? commit : undefined
}
