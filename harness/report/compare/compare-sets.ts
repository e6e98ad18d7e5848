import { countTrials } from '../../store/assembled-set.ts'
import { describeVoid } from '../../store/voids.ts'
import { adjustHolm } from '../../stats/holm.ts'
import { gateLevels, runGate, type GateLevels, type GateResult } from '../../stats/two-stage-gate.ts'
import { compareBehaviour, type BehaviourChange } from './behaviour.ts'
import { nameCell, readCells, type CellTrials } from '../cells.ts'
import { checkComparable, type NamedSet } from './check-comparable.ts'
import {
  describePairs,
  pairBlocks,
  testBeyondMargin,
  testEquivalent,
  type MetricFigures,
  type MetricPairs,
} from './compare-metric.ts'
import { compareLateness } from './lateness.ts'
import { gatedMetrics, type GatedMetric } from '../gated-metrics.ts'
import { describeSide, planStages, type Side, type Stages } from './stages.ts'

export interface CompareOptions {
  /** δ: a change by less is none. */
  readonly margin: number
  readonly levels: GateLevels
  /** Level of what is called better or equivalent. */
  readonly alpha: number
  readonly metrics: readonly GatedMetric[]
}

export const usualOptions: CompareOptions = {
  margin: 0.03,
  levels: gateLevels,
  alpha: 0.05,
  metrics: gatedMetrics,
}

export interface ComparedMetric extends MetricFigures, Pick<CellTrials, 'workload' | 'update' | 'strategy' | 'forced'> {
  readonly cell: string
  readonly metric: Pick<GatedMetric, 'key' | 'title' | 'unit' | 'better' | 'kind'>
  readonly gate: GateResult
  readonly verdict: 'better' | 'worse' | 'equivalent' | 'undecided'
}

export interface SetComparison {
  readonly base: Side
  readonly head: Side
  readonly options: Pick<CompareOptions, 'margin' | 'levels' | 'alpha'>
  readonly stages: Stages['described']
  readonly result: 'passed' | 'regression' | 'undecided'
  /** Why it is no plain pass. */
  readonly reasons: readonly string[]
  readonly behaviour: readonly BehaviourChange[]
  readonly metrics: readonly ComparedMetric[]
  /** Cells and figures that only one set has. */
  readonly notCompared: readonly string[]
  readonly warnings: readonly string[]
}

/** The fewest blocks with which the first stage can flag anything at all, at α = 0.05. */
export const fewestBlocks = 5

/**
 * HEAD against BASE: every cell that both have, by behaviour and by figures. Without `confirm` the second stage has fresh
 * blocks only if the sets are large enough to be halved.
 * @throws StoreError where the sets cannot be compared
 */
export function compareSets(
  base: NamedSet,
  head: NamedSet,
  confirm: readonly [NamedSet, NamedSet] | undefined,
  options: CompareOptions = usualOptions,
): SetComparison {
  checkComparable(base, head)
  if (confirm !== undefined) checkComparable(...confirm)
  const stages = planStages(base, head, confirm)
  const [ours, theirs] = [readCells(head.set), readCells(base.set)]
  const common = [...ours].flatMap(([key, cell]) => {
    const before = theirs.get(key)
    return before === undefined ? [] : [{ key, before, cell }]
  })
  const drafts = common.flatMap(({ key, before, cell }) =>
    options.metrics.map((metric) => ({ cell, ...pairStages(metric, before, cell, stages, key) })),
  )
  const measured = drafts.filter(({ all }) => all.pairs.length > 0)
  const metrics = judge(measured, options)
  const behaviour = [
    ...common.flatMap(({ before, cell }) => compareBehaviour(before, cell)),
    ...stages.confirmed.flatMap(([before, now]) => compareBehaviour(before, now)),
    ...compareLateness(common, options.levels.second),
  ]
  return {
    base: describeSide(base),
    head: describeSide(head),
    options: { margin: options.margin, levels: options.levels, alpha: options.alpha },
    stages: stages.described,
    ...conclude(metrics, behaviour),
    behaviour: listDistinct(behaviour),
    metrics,
    notCompared: [
      ...listMissing(ours, theirs, base.name),
      ...listMissing(theirs, ours, head.name),
      ...drafts.filter(({ all, isMeasured }) => all.pairs.length === 0 && isMeasured).map(explainUnpaired),
    ],
    warnings: listWarnings(base, head),
  }
}

interface Draft {
  readonly cell: CellTrials
  readonly first: MetricPairs
  readonly second: MetricPairs
  readonly all: MetricPairs
  /** Either set has the figure in some block. */
  readonly isMeasured: boolean
}

function pairStages(
  metric: GatedMetric,
  before: CellTrials,
  now: CellTrials,
  { first, second, fresh }: Stages,
  key: string,
): Omit<Draft, 'cell'> {
  const seen = pairBlocks(metric, before, now, first)
  const again = fresh === undefined ? ([before, now] as const) : fresh.get(key)
  const confirmed = again === undefined ? { metric, pairs: [] } : pairBlocks(metric, ...again, second)
  const isMeasured = [...now.blocks.values()].some(({ trial, control }) => metric.read(trial, control) !== null)
  return { first: seen, second: confirmed, all: { metric, pairs: [...seen.pairs, ...confirmed.pairs] }, isMeasured }
}

function judge(drafts: readonly Draft[], { margin, levels, alpha }: CompareOptions): ComparedMetric[] {
  const gates = runGate(
    drafts.map(({ first, second }) => ({
      first: testBeyondMargin(first, 'worse', margin),
      second: second.pairs.length === 0 ? undefined : testBeyondMargin(second, 'worse', margin),
    })),
    levels,
  )
  const better = adjustHolm(drafts.map(({ all }) => testBeyondMargin(all, 'better', margin)))
  return drafts.map(({ cell, all }, index) => {
    const gate = gates[index]!
    const { workload, update, strategy, forced } = cell
    const { key, title, unit, better: direction, kind } = all.metric
    return {
      workload,
      update,
      strategy,
      forced,
      cell: nameCell(cell),
      metric: { key, title, unit, better: direction, kind },
      ...describePairs(all, margin),
      gate,
      verdict: getVerdict(gate, better[index]! <= alpha, testEquivalent(all, margin) <= alpha),
    }
  })
}

function getVerdict({ stage }: GateResult, isBetter: boolean, isEquivalent: boolean): ComparedMetric['verdict'] {
  if (stage === 'failed') return 'worse'
  if (stage === 'flagged') return 'undecided'
  if (isBetter) return 'better'
  return isEquivalent ? 'equivalent' : 'undecided'
}

function conclude(
  metrics: readonly ComparedMetric[],
  behaviour: readonly BehaviourChange[],
): Pick<SetComparison, 'result' | 'reasons'> {
  const count = (stage: GateResult['stage']): number => metrics.filter(({ gate }) => gate.stage === stage).length
  const changes = behaviour.filter(({ isRegression }) => isRegression)
  const failed = count('failed')
  const regressions = [
    ...(failed === 0 ? [] : [`${failed} of ${metrics.length} comparisons are worse in both stages`]),
    ...(changes.length === 0
      ? []
      : [`behaviour changed for the worse in ${new Set(changes.map(({ cell }) => cell)).size} cells`]),
  ]
  if (regressions.length > 0) return { result: 'regression', reasons: regressions }
  const flagged = count('flagged')
  if (flagged > 0)
    return {
      result: 'undecided',
      reasons: [
        `${flagged} of ${metrics.length} comparisons are flagged by the first stage, and there are no fresh blocks for the second`,
      ],
    }
  const most = Math.max(0, ...metrics.map(({ n }) => n))
  if (most < fewestBlocks)
    return {
      result: 'undecided',
      reasons: [
        `with at most ${most} blocks nothing could have been flagged: at least ${fewestBlocks} are needed, 12 are usual`,
      ],
    }
  return { result: 'passed', reasons: [] }
}

function listDistinct(changes: readonly BehaviourChange[]): BehaviourChange[] {
  return [...new Map(changes.map((change) => [`${change.cell}\0${change.message}`, change])).values()]
}

function listMissing(
  cells: ReadonlyMap<string, CellTrials>,
  others: ReadonlyMap<string, CellTrials>,
  where: string,
): string[] {
  return [...cells].filter(([key]) => !others.has(key)).map(([, cell]) => `${nameCell(cell)}: not in ${where}`)
}

function explainUnpaired({ cell, all: { metric } }: Draft): string {
  const why = metric.isAbsolute
    ? 'an absolute figure, and no block of both sets ran on the same machine with the same Node'
    : 'no block of both sets has it'
  return `${nameCell(cell)}, ${metric.title}: ${why}`
}

function listWarnings(base: NamedSet, head: NamedSet): string[] {
  const runtimes = [base, head].map(({ set }) =>
    [...new Set(set.trials.map(({ environment }) => environment.node))].toSorted().join(', '),
  )
  const node =
    runtimes[0] === runtimes[1]
      ? []
      : [`${base.name} ran on Node ${runtimes[0]}, ${head.name} on ${runtimes[1]}: the ratios hold that too.`]
  const dirty = [base, head]
    .filter(({ set }) => set.trials.some(({ environment }) => environment.dirty))
    .map(({ name }) => `${name} was run from sources with changes that no commit has.`)
  const voids = [base, head].flatMap(({ name, set }) =>
    countTrials(set).voids.map((block) => `${name}: ${describeVoid(block)}`),
  )
  return [...node, ...dirty, ...voids]
}
