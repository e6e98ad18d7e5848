import type { Outcome } from '../../store/record.ts'
import { nameCell, type BlockTrial, type CellTrials } from '../cells.ts'

/** A cell that behaves otherwise than before: no statistics needed, as one wrong reply is one too many. */
export interface BehaviourChange {
  readonly cell: string
  readonly isRegression: boolean
  readonly message: string
}

/** New violations, and updates that no longer end as they did; missed deadlines are `compareLateness`'s affair. */
export function compareBehaviour(base: CellTrials, head: CellTrials): BehaviourChange[] {
  const cell = nameCell(head)
  return [compareVerdicts(base, head), compareOutcomes(base, head)].flatMap((change) =>
    change === undefined ? [] : [{ cell, ...change }],
  )
}

type Change = Omit<BehaviourChange, 'cell'>

function compareVerdicts(base: CellTrials, head: CellTrials): Change | undefined {
  const [before, now] = [getInvalid(base), getInvalid(head)]
  if (before.length > 0 && now.length === 0)
    return { isRegression: false, message: `no violation any more (${before.length} of ${base.blocks.size} before)` }
  if (before.length > 0 || now.length === 0) return undefined
  const example = now[0]?.trial.violations.examples.find(({ kind }) => kind !== 'late')
  const what = example === undefined ? '' : `: ${example.kind}, ${example.explanation}`
  return {
    isRegression: true,
    message: `violations in ${now.length} of ${head.blocks.size}, where there were none${what}`,
  }
}

/** Trials with a violation of any kind but lateness, which a busy machine brings about as well. */
function getInvalid({ blocks }: CellTrials): BlockTrial[] {
  return [...blocks.values()].filter(({ trial: { violations } }) => violations.total > violations.observable.late)
}

/** By how most trials end: that one stalls may be chance. */
function compareOutcomes(base: CellTrials, head: CellTrials): Change | undefined {
  const [before, now] = [getUsualOutcome(base), getUsualOutcome(head)]
  if (before === now) return undefined
  return { isRegression: before === 'completed', message: `${now} (${before} before)` }
}

function getUsualOutcome({ blocks }: CellTrials): Outcome {
  const groups = Map.groupBy([...blocks.values()], ({ trial }) => trial.outcome)
  return [...groups].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? 'none'
}
