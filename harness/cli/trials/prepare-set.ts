import { isAbsolute, relative } from 'node:path'
import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { createSetPlan, type SetPlan, type SetSettings } from '../../store/set-plan.ts'
import { compileUpdate } from '../../prepare.ts'
import { assessUpdate } from '../assess.ts'
import type { Context } from '../context.ts'
import { resolveStrategy, type Resolved } from '../plug-ins.ts'
import { unmet } from '../usage-error.ts'
import type { Sweep } from '../parameters.ts'
import { planTrials, speedLimit, type Depth, type PlanCell, type PlanOptions } from './plan-trials.ts'
import { sampleCells } from './sample-cells.ts'

/** Updates of one workload that were asked for. */
export interface Selection {
  readonly workload: Resolved<Workload>
  readonly updates: readonly UpdateDeclaration[]
  readonly sweep: Sweep
}

/** A strategy that is to be run, and what beside it. */
export interface Entrant {
  readonly strategy: Resolved<Strategy>
  readonly depth: Depth
}

/** The strategy with all that its figures are read by. */
export function enter(strategy: Resolved<Strategy>): Entrant {
  return { strategy, depth: { controls: ['null', 'a/a', 'fresh'], traced: true } }
}

export interface PrepareOptions extends PlanOptions {
  /** Of each workload only the update that most strategies can do, and controls with the first workload alone. */
  readonly sample: boolean
}

export interface PreparedSet {
  readonly plan: SetPlan
  readonly cells: readonly PlanCell[]
  /** Version that each update starts from, by `workload/update`. */
  readonly origins: ReadonlyMap<string, string>
  /** Workloads whose replies can be late. */
  readonly withDeadline: ReadonlySet<string>
}

type Common = Omit<SetSettings, 'strategies' | 'workloads' | 'parameters'>

/**
 * The plan of a result set: all that was asked for, and what it takes to compare it.
 * @throws ProgramRejected where a version is outside the program model
 */
export async function prepareSet(
  selections: readonly Selection[],
  entrants: readonly Entrant[],
  common: Common,
  options: PrepareOptions,
  context: Context,
): Promise<PreparedSet> {
  const all = selections.flatMap((selection) => listCells(selection, entrants, common.command))
  const cells = options.sample ? sampleCells(all) : all
  const strategies = entrants.map(({ strategy }) => strategy)
  const control = await resolveStrategy(speedLimit, context)
  const settings = {
    ...common,
    strategies: listPaths([control, ...strategies], '--strategy', context),
    workloads: listPaths(
      selections.map(({ workload }) => workload),
      '--workload',
      context,
    ),
    parameters: Object.fromEntries(selections.map(({ workload, sweep }) => [workload.plugIn.name, sweep.parameters])),
  }
  const origins = selections.flatMap(({ workload, updates }) =>
    updates.map(({ name, from }) => [`${workload.plugIn.name}/${name}`, from] as const),
  )
  const withDeadline = selections.filter(({ workload }) => workload.value.deadlineMs !== undefined)
  return {
    plan: createSetPlan(settings, planTrials(cells, options), context.root),
    cells,
    origins: new Map(origins),
    withDeadline: new Set(withDeadline.map(({ workload }) => workload.plugIn.name)),
  }
}

function listCells(
  { workload, updates, sweep: { points } }: Selection,
  entrants: readonly Entrant[],
  command: string | undefined,
): PlanCell[] {
  return updates.flatMap((declaration) => {
    const update = compileUpdate(workload.value, declaration)
    const assessed = assessUpdate(
      update,
      entrants.map(({ strategy }) => strategy.value),
      command,
    )
    const contenders = assessed.map(({ strategy, refusals }, index) => ({
      strategy: strategy.name,
      refused: refusals.length > 0,
      ...entrants[index]!.depth,
    }))
    const cell = { workload: workload.plugIn.name, update: declaration.name, contenders }
    return points.length === 0 ? [cell] : points.map((point) => ({ ...cell, point }))
  })
}

/** Relative to the project where it can be, so that a set can be read on another machine. */
function listPaths(resolved: readonly Resolved<unknown>[], where: string, { root }: Context): Record<string, string> {
  const paths: Record<string, string> = {}
  for (const { plugIn } of resolved) {
    const inside = relative(root, plugIn.path)
    const path = inside.startsWith('..') || isAbsolute(inside) ? plugIn.path : inside
    if ((paths[plugIn.name] ?? path) !== path) {
      throw unmet({
        code: 'NAME_TAKEN',
        expected: 'names that tell apart what is run',
        got: `\`${plugIn.name}\` twice, from ${paths[plugIn.name]} and ${path}`,
        where,
        next: 'Give yours another `name`.',
      })
    }
    paths[plugIn.name] = path
  }
  return paths
}
