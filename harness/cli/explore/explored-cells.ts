import { windows, type TrialPlan } from '../../trial-plan.ts'
import type { Cell } from '../../explore/pool.ts'
import { explorationWindows } from '../../explore/exploration.ts'
import type { Strategy } from '../../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import type { Arguments } from '../arguments/arguments.ts'
import { resolveStrategies } from '../assess.ts'
import type { Context } from '../context.ts'
import { readOperatorCommand } from '../operator-command.ts'
import { checkParameterNames, listParameters, parseParameters } from '../parameters.ts'
import { nameOnCommandLine, resolveWorkload, type Resolved } from '../plug-ins.ts'
import { selectUpdates } from '../select-updates.ts'

/** A cell, and of what it is. */
export interface PlannedCell {
  readonly strategy: Strategy
  readonly workload: Workload
  readonly update: UpdateDeclaration
  readonly cell: Cell
  /** How strategy and workload are given on a command line. */
  readonly given: { readonly strategy: string; readonly workload: string }
}

/** A parameter whose default is above this is taken at its minimum: each point is a run of its own. */
const largestDefault = 100

/** Requests of one update, and of each where there are many. */
const usualRequests = 30
const fewRequests = 8

const mostRequests = 100_000
const largest = 0x7fff_ffff

/**
 * All that the options ask for: strategies × workloads × updates × schedules.
 * @throws UsageError
 */
export async function planCells(args: Arguments, context: Context): Promise<PlannedCell[]> {
  const strategies = await resolveStrategies(orAll(args.texts('strategy')), context)
  const workloads = await resolveWorkloads(args.texts('workload'), context)
  checkParameterNames(
    workloads.map(({ value }) => value),
    args.texts('param'),
  )
  const selected = workloads.flatMap((workload) =>
    selectUpdates(workload.value, args.texts('update')).map((update) => ({ workload, update })),
  )
  const isMany = strategies.length * selected.length > 16
  const requests =
    args.wholeNumber('requests', { minimum: 1, maximum: mostRequests }) ?? (isMany ? fewRequests : usualRequests)
  return strategies.flatMap((strategy) =>
    selected.flatMap(({ workload, update }) => {
      const plan = planFor(strategy, workload, update, args, context)
      return listSchedules(args).map((schedule) => ({
        strategy: strategy.value,
        workload: workload.value,
        given: {
          strategy: nameOnCommandLine(strategy.plugIn, 'strategies', context),
          workload: nameOnCommandLine(workload.plugIn, 'workloads', context),
        },
        update,
        cell: {
          plan,
          requests,
          schedule,
          variation: { kind: 'command' as const },
          all: args.flag('all'),
          only: args.wholeNumber('at', { minimum: 0, maximum: largest }),
        },
      }))
    }),
  )
}

function orAll(names: readonly string[]): readonly string[] {
  return names.includes('all') ? [] : names
}

async function resolveWorkloads(names: readonly string[], context: Context): Promise<Resolved<Workload>[]> {
  const wanted = names.includes('all') ? Object.keys(await context.loadWorkloads()) : names
  return Promise.all(wanted.map((name) => resolveWorkload(name, context)))
}

/** The usual one and N others, or the one that is to be seen again. */
function listSchedules(args: Arguments): number[] {
  const one = args.wholeNumber('schedule', { minimum: 0, maximum: largest })
  if (one !== undefined) return [one]
  const others = args.wholeNumber('schedules', { minimum: 1, maximum: 10_000 }) ?? 0
  return Array.from({ length: others + 1 }, (_, schedule) => schedule)
}

function planFor(
  strategy: Resolved<Strategy>,
  workload: Resolved<Workload>,
  update: UpdateDeclaration,
  args: Arguments,
  context: Context,
): TrialPlan {
  const small = Object.entries(listParameters(workload.value)).filter(
    ([, parameter]) => parameter.default > largestDefault,
  )
  const texts = [...small.map(([name, { minimum }]) => `${name}=${minimum}`), ...args.texts('param')]
  const operator = readOperatorCommand(args, strategy.value, workload.value, [update], context)
  return {
    strategy: strategy.plugIn,
    workload: workload.plugIn,
    update: update.name,
    role: 'strategy',
    forced: args.flag('force'),
    traced: true,
    block: 0,
    position: 0,
    seed: args.wholeNumber('seed', { minimum: 0, maximum: largest }) ?? 1,
    parameters: parseParameters(workload.value, texts, { smoke: false, lenient: true }),
    load: { mode: 'saturated' },
    windows: { ...windows.traced, ...explorationWindows },
    ...(operator === undefined ? {} : { command: operator.text }),
  }
}
