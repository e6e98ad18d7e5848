import { findNullUpdate } from '../measure/block.ts'
import type { StoredSet } from '../store/read-set.ts'
import type { Role, TrialRecord } from '../store/record.ts'
import { createPointReader, describePoint } from '../store/sweep-point.ts'
import { dropVoids } from '../store/voids.ts'
import { assembleTrials } from './assemble.ts'

/** One strategy on one update, block by block. */
export interface CellTrials {
  readonly workload: string
  readonly update: string
  readonly strategy: string
  readonly forced: boolean
  /** Values of the parameters that are swept; absent where none is. */
  readonly point?: Readonly<Record<string, number>>
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
  const trials = assembled.get(records) ?? assembleTrials(dropVoids(plan, records).records, plan.settings.windows)
  assembled.set(records, trials)
  const controls = Map.groupBy(
    trials.filter((trial) => trial.role === 'null'),
    getBlockKey,
  )
  const own = Map.groupBy(
    trials.filter((trial) => trial.role === role),
    getCellKey,
  )
  const getPoint = createPointReader(plan)
  return new Map(
    [...own].map(([key, group]) => [key, createCell(group as [TrialRecord, ...TrialRecord[]], controls, getPoint)]),
  )
}

function createCell(
  trials: readonly [TrialRecord, ...TrialRecord[]],
  controls: ReadonlyMap<string, readonly TrialRecord[]>,
  getPoint: ReturnType<typeof createPointReader>,
): CellTrials {
  const [{ workload, update, strategy, forced }] = trials
  const point = getPoint(trials[0])
  const sorted = trials.toSorted((a, b) => a.block - b.block)
  const blocks = sorted.map(
    (trial) =>
      [trial.block, { trial, control: findNullUpdate(trial, controls.get(getBlockKey(trial)) ?? []) }] as const,
  )
  return { workload, update, strategy, forced, ...(point === undefined ? {} : { point }), blocks: new Map(blocks) }
}

export function nameCell(cell: Omit<CellTrials, 'blocks'>): string {
  return `${cell.workload}/${cell.update} ${nameStrategy(cell)}`
}

/** A strategy as a row or a picture of one update names it. */
export function nameStrategy({ strategy, forced, point }: Pick<CellTrials, 'strategy' | 'forced' | 'point'>): string {
  return `${strategy}${forced ? ' (forced)' : ''}${describePoint(point)}`
}

function getCellKey({ workload, update, strategy, forced, parameters }: TrialRecord): string {
  return [workload, update, strategy, forced, JSON.stringify(parameters)].join('\0')
}

function getBlockKey({ workload, block }: TrialRecord): string {
  return [workload, block].join('\0')
}
