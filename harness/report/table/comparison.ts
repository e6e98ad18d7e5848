import type { Strategy } from '../../../strategies/contract.ts'
import { countTrials, type AssembledSet } from '../../store/assembled-set.ts'
import type { Trial } from '../../store/record.ts'
import { describeSetProblem } from '../../store/read-set.ts'
import { describePoint } from '../../store/sweep-point.ts'
import { describeVoid } from '../../store/voids.ts'
import { readCells, type CellTrials } from '../cells.ts'
import { createCell, type Cell } from './cell.ts'
import { countFalseAlarms, type FalseAlarms } from './false-alarms.ts'
import { judgeStrategies, type Judgement } from './judge.ts'
import { judgedMetrics } from './judged-metrics.ts'
import { describeSource, type Source } from './source.ts'

/** The comparison table as data: the same results always give the same. */
export interface Comparison {
  readonly source: Source
  readonly claims: readonly Pick<Strategy, 'name' | 'profile' | 'claims' | 'deviations'>[]
  readonly cells: readonly Cell[]
  /** Blocks that the plan's rules leave out, and why. */
  readonly voids: readonly string[]
  /** What the A/A controls show of the tests themselves; absent where none was run. */
  readonly falseAlarms?: FalseAlarms
  /** What is in the set's files and could not be used. */
  readonly problems: readonly string[]
}

/** @param strategies those that are known here, for their claims */
export function compareStrategies(
  name: string,
  set: AssembledSet,
  strategies: Readonly<Record<string, Strategy>>,
): Comparison {
  const { plan, problems } = set
  const order = getOrder(Object.keys(plan.settings.strategies), plan.trials)
  const measured = [...readCells(set).values()].toSorted(
    (a, b) =>
      order.update(a) - order.update(b) ||
      order.strategy(a.strategy) - order.strategy(b.strategy) ||
      Number(a.forced) - Number(b.forced),
  )
  // Only what had the same to do is compared: in a sweep, strategies at the same point.
  const updates = Map.groupBy(measured, ({ workload, update, point }) => `${workload}/${update}${describePoint(point)}`)
  const cells = [...updates.values()].flatMap((own) => createCells(own, strategies))
  const names = [...new Set(cells.map(({ strategy }) => strategy))].toSorted(
    (a, b) => order.strategy(a) - order.strategy(b),
  )
  const falseAlarms = countFalseAlarms(readCells(set, 'a/a'))
  return {
    source: describeSource(name, set),
    claims: names
      .flatMap((strategy) => strategies[strategy] ?? [])
      .map(({ name: strategy, profile, claims, deviations = [] }) => ({ name: strategy, profile, claims, deviations })),
    cells,
    voids: countTrials(set).voids.map(describeVoid),
    ...(falseAlarms === undefined ? {} : { falseAlarms }),
    problems: problems.map(describeSetProblem),
  }
}

/** All strategies on one update. */
function createCells(all: readonly CellTrials[], strategies: Readonly<Record<string, Strategy>>): Cell[] {
  const judged = judgedMetrics.map((metric) => ({ key: metric.key, judgements: judgeStrategies(metric, all) }))
  return all.map(({ strategy, point, blocks }, index) =>
    createCell({
      trials: [...blocks.values()].map(({ trial }) => trial) as [Trial, ...Trial[]],
      controls: [...blocks.values()].flatMap(({ control }) => control ?? []),
      strategy: strategies[strategy],
      ...(point === undefined ? {} : { point }),
      judgements: Object.fromEntries(
        judged.flatMap(({ key, judgements }): [string, Judgement][] =>
          judgements[index] === undefined ? [] : [[key, judgements[index]]],
        ),
      ),
    }),
  )
}

interface Order {
  strategy(name: string): number
  update(cell: { readonly workload: string; readonly update: string }): number
}

/** As the plan has them: strategies as they were named, updates as they were run. */
function getOrder(
  strategies: readonly string[],
  trials: readonly { readonly workload: string; readonly update: string }[],
): Order {
  const updates = [...new Set(trials.map(({ workload, update }) => `${workload}/${update}`))]
  return {
    strategy: (name) => strategies.indexOf(name),
    update: ({ workload, update }) => updates.indexOf(`${workload}/${update}`),
  }
}
