import { findNullUpdate } from '../measure/block.ts'
import type { StoredSet } from '../store/read-set.ts'
import type { Role, TrialRecord } from '../store/record.ts'
import { assembleTrials } from './assemble.ts'
import { excludeVoidBlocks } from './void-blocks.ts'

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

/** A set is asked for the cells of several roles, and it is large. */
const assembled = new WeakMap<readonly TrialRecord[], readonly TrialRecord[]>()

/** The trials of a set that count, by cell; the key is the same for the same cell of another set. */
export function readCells(
  { plan, records }: Pick<StoredSet, 'plan' | 'records'>,
  role: Role = 'strategy',
): Map<string, CellTrials> {
  const trials = assembled.get(records) ?? assembleTrials(excludeVoidBlocks(records).records, plan.settings.windows)
  assembled.set(records, trials)
  const controls = Map.groupBy(
    trials.filter((trial) => trial.role === 'null'),
    getBlockKey,
  )
  const own = Map.groupBy(
    trials.filter((trial) => trial.role === role),
    getCellKey,
  )
  return new Map([...own].map(([key, group]) => [key, createCell(group, controls)]))
}

function createCell(trials: readonly TrialRecord[], controls: ReadonlyMap<string, readonly TrialRecord[]>): CellTrials {
  const { workload = '', update = '', strategy = '', forced = false } = trials[0] ?? {}
  const sorted = trials.toSorted((a, b) => a.block - b.block)
  const blocks = sorted.map(
    (trial) =>
      [trial.block, { trial, control: findNullUpdate(trial, controls.get(getBlockKey(trial)) ?? []) }] as const,
  )
  return { workload, update, strategy, forced, blocks: new Map(blocks) }
}

export function nameCell({ workload, update, strategy, forced }: Omit<CellTrials, 'blocks'>): string {
  return `${workload}/${update} ${strategy}${forced ? ' (forced)' : ''}`
}

function getCellKey({ workload, update, strategy, forced }: TrialRecord): string {
  return [workload, update, strategy, forced].join('\0')
}

function getBlockKey({ workload, block }: TrialRecord): string {
  return [workload, block].join('\0')
}
