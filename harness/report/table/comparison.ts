import { isDeepStrictEqual } from 'node:util'
import type { Strategy } from '../../../strategies/contract.ts'
import { describeSetProblem, type StoredSet } from '../../store/read-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { createPointReader } from '../../store/sweep-point.ts'
import { describeVoid, dropVoids } from '../../store/voids.ts'
import { assembleTrials } from '../assemble.ts'
import { createCell, type Cell } from './cell.ts'
import { describeSource, type Source } from './source.ts'

/** The comparison table as data: the same results always give the same. */
export interface Comparison {
  readonly source: Source
  readonly claims: readonly Pick<Strategy, 'name' | 'profile'>[]
  readonly cells: readonly Cell[]
  /** What is in the set's files and could not be used. */
  readonly problems: readonly string[]
  /** Blocks that the plan's rules leave out, and why. */
  readonly voids: readonly string[]
}

/** @param strategies those that are known here, for their claims */
export function compareStrategies(
  name: string,
  { plan, records, problems }: StoredSet,
  strategies: Readonly<Record<string, Strategy>>,
): Comparison {
  const kept = dropVoids(plan, records)
  const assembled = assembleTrials(kept.records, plan.settings.windows)
  const getPoint = createPointReader(plan)
  const own = assembled.filter(({ role }) => role === 'strategy').toSorted((a, b) => a.block - b.block)
  const groups = Map.groupBy(own, ({ workload, update, strategy, forced, parameters }) =>
    [workload, update, strategy, forced, JSON.stringify(parameters)].join('\0'),
  )
  const cells = [...groups.values()].map((trials) =>
    createCell(
      trials as [TrialRecord, ...TrialRecord[]],
      strategies[trials[0]?.strategy ?? '']?.claims,
      assembled.filter((record) => record.role === 'null' && isSameCell(record, trials[0])),
      getPoint(trials[0]!),
    ),
  )
  const order = getOrder(Object.keys(plan.settings.strategies), plan.trials)
  const names = [...new Set(cells.map(({ strategy }) => strategy))].toSorted(
    (a, b) => order.strategy(a) - order.strategy(b),
  )
  return {
    source: describeSource(name, plan, records),
    claims: names
      .flatMap((strategy) => strategies[strategy] ?? [])
      .map(({ name: strategy, profile }) => ({ name: strategy, profile })),
    cells: cells.toSorted(
      (a, b) =>
        order.update(a) - order.update(b) ||
        order.strategy(a.strategy) - order.strategy(b.strategy) ||
        Number(a.forced) - Number(b.forced),
    ),
    problems: problems.map(describeSetProblem),
    voids: kept.voids.map(describeVoid),
  }
}

function isSameCell(record: TrialRecord, other: TrialRecord | undefined): boolean {
  return (
    record.workload === other?.workload &&
    record.update === other.update &&
    record.strategy === other.strategy &&
    isDeepStrictEqual(record.parameters, other.parameters)
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
