import type { Role } from '../../store/record.ts'
import type { PlannedTrial } from '../../store/set-plan.ts'
import { shuffle } from './shuffle.ts'

/** One update of one workload, at one point of a sweep, and the strategies that are to do it. */
export interface PlanCell {
  readonly workload: string
  readonly update: string
  /** Values of the parameters that are swept; absent where none is. */
  readonly point?: Readonly<Record<string, number>>
  readonly contenders: readonly Contender[]
}

interface Contender extends Depth {
  readonly strategy: string
  readonly refused: boolean
}

/** What is run beside an update, to read its figures by. */
export interface Depth {
  /** Of the strategy itself; `direct` is in every block. */
  readonly controls: readonly Exclude<Role, 'strategy' | 'direct'>[]
  /** Run it once with a trace of its calls too, before the first block. */
  readonly traced: boolean
}

export interface PlanOptions {
  readonly blocks: number
  readonly seed: number
  /** Run what is refused. */
  readonly force: boolean
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

type Turn = Pick<Draft, 'strategy' | 'role' | 'traced' | 'forced' | 'refused'>

/** `stream` keeps the orders of different blocks apart. */
function planBlock(cell: PlanCell, block: number, stream: number, options: PlanOptions): Draft[] {
  const turns = cell.contenders.flatMap((contender) => planContender(contender, block, options))
  const limit = turns.some(({ refused }) => !refused)
    ? [{ ...usual, strategy: speedLimit, role: 'direct' as const }]
    : []
  const timed = shuffle([...turns.filter(({ traced }) => !traced), ...limit], options.seed, stream)
  const base = {
    workload: cell.workload,
    update: cell.update,
    ...(cell.point === undefined ? {} : { point: cell.point }),
    block,
    seed: options.seed + block,
  }
  return [...turns.filter(({ traced }) => traced), ...timed].map((turn, position) => ({ ...base, position, ...turn }))
}

const usual = { traced: false, forced: false, refused: false }

function planContender(
  { strategy, refused, controls, traced }: Contender,
  block: number,
  { force }: PlanOptions,
): Turn[] {
  const own = { ...usual, strategy, role: 'strategy' as const, forced: refused && force }
  // A refusal is decided from the diff, and so the same in every block.
  if (refused && !force) return block === 0 ? [{ ...own, refused }] : []
  const trace = traced && block === 0 ? [{ ...own, traced: true }] : []
  return [...trace, own, ...controls.map((role) => ({ ...usual, strategy, role }))]
}
