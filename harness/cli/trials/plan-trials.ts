import type { Role } from '../../store/record.ts'
import type { PlannedTrial } from '../../store/set-plan.ts'
import { shuffle } from './shuffle.ts'

/** One update of one workload, and the strategies that are to do it. */
export interface PlanCell {
  readonly workload: string
  readonly update: string
  readonly contenders: readonly Contender[]
}

export interface Contender {
  readonly strategy: string
  readonly refused: boolean
}

export interface PlanOptions {
  readonly blocks: number
  readonly seed: number
  /** Run what is refused. */
  readonly force: boolean
  /** Start the new version anew as a control. */
  readonly fresh: boolean
}

/** The strategy that is the speed limit of every block. */
export const speedLimit = 'direct'

type Draft = Omit<PlannedTrial, 'id'>

/**
 * All trials in the order in which they are run: block by block, so that a run that is stopped has whole blocks of every
 * cell. In a block each strategy and control has one turn, in random order. All of a block share a seed, and so requests
 * and arrivals. A traced run, which is not timed, goes before the first block.
 */
export function planTrials(cells: readonly PlanCell[], options: PlanOptions): Draft[] {
  const drafts: Draft[] = []
  for (let block = 0; block < options.blocks; block++) {
    for (const [index, cell] of cells.entries())
      drafts.push(...planBlock(cell, block, block * cells.length + index, options))
  }
  return drafts
}

/** `stream` keeps the orders of different blocks apart. */
function planBlock(cell: PlanCell, block: number, stream: number, { seed, force, fresh }: PlanOptions): Draft[] {
  const running = cell.contenders.filter(({ refused }) => !refused || force)
  const refusing = cell.contenders.filter(({ refused }) => refused && !force)
  const controls: readonly Role[] = fresh ? ['null', 'fresh'] : ['null']
  const draft = (strategy: string, role: Role, traced = false): Draft => {
    const forced =
      role === 'strategy' && running.some((contender) => contender.refused && contender.strategy === strategy)
    return {
      workload: cell.workload,
      update: cell.update,
      block,
      position: 0,
      strategy,
      role,
      traced,
      forced,
      seed: seed + block,
    }
  }
  const timed = running.flatMap(({ strategy }) =>
    (['strategy', ...controls] as const).map((role) => draft(strategy, role)),
  )
  const limit = running.length === 0 ? [] : [draft(speedLimit, 'direct')]
  const once = block === 0 ? running.map(({ strategy }) => draft(strategy, 'strategy', true)) : []
  // A refusal is decided from the diff, and so the same in every block.
  const refusals = block === 0 ? refusing.map(({ strategy }) => draft(strategy, 'strategy')) : []
  return [...once, ...shuffle([...timed, ...limit, ...refusals], seed, stream)].map((trial, position) => ({
    ...trial,
    position,
  }))
}
