import type { StoredSet } from '../../store/read-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { assembleTrials } from '../assemble.ts'

/** One strategy on one update, block by block. */
export interface CellTrials {
  readonly workload: string
  readonly update: string
  readonly strategy: string
  readonly forced: boolean
  readonly blocks: ReadonlyMap<number, BlockTrial>
}

export interface BlockTrial {
  /** Assembled. */
  readonly trial: TrialRecord
  /** The null update of the same block. */
  readonly control: TrialRecord | undefined
}

/** The trials of a set, by cell; the key is the same for the same cell of another set. */
export function readCells({ plan, records }: Pick<StoredSet, 'plan' | 'records'>): Map<string, CellTrials> {
  const trials = assembleTrials(records, plan.settings.windows)
  const controls = new Map(trials.filter(({ role }) => role === 'null').map((trial) => [getBlockKey(trial), trial]))
  const own = Map.groupBy(
    trials.filter(({ role }) => role === 'strategy'),
    getCellKey,
  )
  return new Map([...own].map(([key, group]) => [key, createCell(group, controls)]))
}

function createCell(trials: readonly TrialRecord[], controls: ReadonlyMap<string, TrialRecord>): CellTrials {
  const { workload = '', update = '', strategy = '', forced = false } = trials[0] ?? {}
  const sorted = trials.toSorted((a, b) => a.block - b.block)
  const blocks = sorted.map((trial) => [trial.block, { trial, control: controls.get(getBlockKey(trial)) }] as const)
  return { workload, update, strategy, forced, blocks: new Map(blocks) }
}

export function nameCell({ workload, update, strategy, forced }: Omit<CellTrials, 'blocks'>): string {
  return `${workload}/${update} ${strategy}${forced ? ' (forced)' : ''}`
}

function getCellKey({ workload, update, strategy, forced }: TrialRecord): string {
  return [workload, update, strategy, forced].join('\0')
}

function getBlockKey({ workload, update, strategy, block }: TrialRecord): string {
  return [workload, update, strategy, block].join('\0')
}
