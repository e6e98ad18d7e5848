import { isAbsolute, relative } from 'node:path'
import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { createSetPlan, type SetPlan, type SetSettings } from '../../store/set-plan.ts'
import { assessUpdate, compileUpdate } from '../assess.ts'
import type { Context } from '../context.ts'
import { resolveStrategy, type Resolved } from '../plug-ins.ts'
import { unmet } from '../usage-error.ts'
import { planTrials, speedLimit, type PlanCell, type PlanOptions } from './plan-trials.ts'

/** Updates of one workload that were asked for. */
export interface Selection {
  readonly workload: Resolved<Workload>
  readonly updates: readonly UpdateDeclaration[]
  readonly parameters: Readonly<Record<string, number>>
}

export interface PreparedSet {
  readonly plan: SetPlan
  readonly cells: readonly PlanCell[]
  /** Version that each update starts from, by `workload/update`. */
  readonly origins: ReadonlyMap<string, string>
}

type Common = Pick<SetSettings, 'load' | 'loads' | 'command' | 'faults' | 'transport' | 'windows' | 'tracedWindows'>

/**
 * The plan of a result set: all that was asked for, and what it takes to compare it.
 * @throws ProgramRejected where a version is outside the program model
 */
export async function prepareSet(
  selections: readonly Selection[],
  strategies: readonly Resolved<Strategy>[],
  common: Common,
  options: PlanOptions,
  context: Context,
): Promise<PreparedSet> {
  const cells = selections.flatMap((selection) => listCells(selection, strategies, common.command))
  const control = await resolveStrategy(speedLimit, context)
  const settings = {
    ...common,
    strategies: listPaths([control, ...strategies], '--strategy', context),
    workloads: listPaths(
      selections.map(({ workload }) => workload),
      '--workload',
      context,
    ),
    parameters: Object.fromEntries(selections.map(({ workload, parameters }) => [workload.plugIn.name, parameters])),
  }
  const origins = selections.flatMap(({ workload, updates }) =>
    updates.map(({ name, from }) => [`${workload.plugIn.name}/${name}`, from] as const),
  )
  return { plan: createSetPlan(settings, planTrials(cells, options), context.root), cells, origins: new Map(origins) }
}

function listCells(
  { workload, updates }: Selection,
  strategies: readonly Resolved<Strategy>[],
  command: string | undefined,
): PlanCell[] {
  return updates.map((declaration) => {
    const update = compileUpdate(workload.value, declaration)
    const assessed = assessUpdate(
      update,
      strategies.map(({ value }) => value),
      command,
    )
    const contenders = assessed.map(({ strategy, refusals }) => ({
      strategy: strategy.name,
      refused: refusals.length > 0,
    }))
    return { workload: workload.plugIn.name, update: declaration.name, contenders }
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
