import { findNullUpdate } from '../measure/block.ts'
import { countTrials, type AssembledSet } from '../store/assembled-set.ts'
import type { Role, Trial } from '../store/record.ts'
import { createPointReader, describePoint } from '../store/sweep-point.ts'

/** One strategy on one update, block by block. */
export interface CellTrials<T extends Trial = Trial> {
  readonly workload: string
  readonly update: string
  readonly strategy: string
  readonly forced: boolean
  /** Values of the parameters that are swept; absent where none is. */
  readonly point?: Readonly<Record<string, number>>
  readonly blocks: ReadonlyMap<number, BlockTrial<T>>
}

export interface BlockTrial<T extends Trial = Trial> {
  readonly trial: T
  /** The null update of the same block. */
  readonly control: T | undefined
}

/** The trials of a set that count, by cell; the key is the same for the same cell of another set. */
export function readCells<T extends Trial>(set: AssembledSet<T>, role: Role = 'strategy'): Map<string, CellTrials<T>> {
  const { trials } = countTrials(set)
  const controls = Map.groupBy(
    trials.filter((trial) => trial.role === 'null'),
    getBlockKey,
  )
  const own = Map.groupBy(
    trials.filter((trial) => trial.role === role),
    getCellKey,
  )
  const getPoint = createPointReader(set.plan)
  return new Map([...own].map(([key, group]) => [key, createCell(group as [T, ...T[]], controls, getPoint)]))
}

function createCell<T extends Trial>(
  trials: readonly [T, ...T[]],
  controls: ReadonlyMap<string, readonly T[]>,
  getPoint: ReturnType<typeof createPointReader>,
): CellTrials<T> {
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

function getCellKey({ workload, update, strategy, forced, parameters }: Trial): string {
  return [workload, update, strategy, forced, JSON.stringify(parameters)].join('\0')
}

function getBlockKey({ workload, block }: Trial): string {
  return [workload, block].join('\0')
}
