import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { usualVoidRules } from '../../store/void-rules.ts'
import { windows } from '../../trial-plan.ts'
import type { Arguments } from '../arguments/arguments.ts'
import { resolveStrategies } from '../assess.ts'
import type { Context } from '../context.ts'
import { chooseLoads } from '../load-option.ts'
import { unknownName } from '../nearest.ts'
import { checkParameterNames, parseSweep } from '../parameters.ts'
import { resolveWorkload, type Resolved } from '../plug-ins.ts'
import { parseVoidRules } from './void-option.ts'
import { enter, prepareSet, type Entrant, type PreparedSet, type Selection } from '../trials/prepare-set.ts'

const usualBlocks = 15

/** Arrivals that are few are quickly drawn, and their replies quickly checked. */
const glanceLoad = 'open:0.1'

/**
 * The plan of all that the matrix's options ask for.
 * @throws UsageError
 */
export async function prepareMatrix(args: Arguments, context: Context): Promise<PreparedSet> {
  const smoke = args.flag('smoke')
  const sample = smoke && args.texts('update').length === 0
  const workloads = await resolveWorkloads(args.texts('workload'), context)
  // A first look has too few blocks to lose any; its figures are none to be quoted.
  const voidRules = parseVoidRules(args.texts('void'), smoke ? undefined : usualVoidRules)
  const common = {
    ...chooseLoads(
      args,
      workloads.map(({ value }) => value),
      sample ? glanceLoad : undefined,
    ),
    windows: sample ? windows.glance : smoke ? windows.smoke : windows.usual,
    tracedWindows: windows.traced,
    ...(voidRules === undefined ? {} : { voidRules }),
  }
  const options = {
    blocks: args.wholeNumber('blocks', { minimum: 1, maximum: 10_000 }) ?? (smoke ? 1 : usualBlocks),
    seed: args.wholeNumber('seed', { minimum: 0, maximum: 0x7fff_ffff }) ?? 1,
    force: false,
    sample,
  }
  const entrants = smoke ? await enterSmoke(args, context) : await enterAll(args, context)
  return prepareSet(select(workloads, args, smoke), entrants, common, options, context)
}

/** A first look does without fresh starts and A/A updates. */
async function enterSmoke(args: Arguments, context: Context): Promise<Entrant[]> {
  const strategies = await resolveStrategies(args.texts('strategy'), context)
  return strategies.map((strategy) => ({ strategy, depth: { controls: ['null'], traced: true } }))
}

/** Those that are asked for, and beside them the controls that every block has. */
async function enterAll(args: Arguments, context: Context): Promise<Entrant[]> {
  const strategies = await resolveStrategies(args.texts('strategy'), context)
  const all = await resolveStrategies([], context)
  const beside = all.filter(
    ({ value, plugIn }) => value.isControl === true && !strategies.some((asked) => asked.plugIn.name === plugIn.name),
  )
  return [
    ...beside.map((strategy): Entrant => ({ strategy, depth: { controls: ['null'], traced: false } })),
    ...strategies.map(enter),
  ]
}

async function resolveWorkloads(names: readonly string[], context: Context): Promise<Resolved<Workload>[]> {
  const wanted = names.length === 0 ? Object.keys(await context.loadWorkloads()) : names
  return Promise.all(wanted.map(async (name) => resolveWorkload(name, context)))
}

/** Workloads without any of the updates asked for are left out. */
function select(workloads: readonly Resolved<Workload>[], args: Arguments, smoke: boolean): Selection[] {
  const parameters = args.texts('param')
  checkParameterNames(
    workloads.map(({ value }) => value),
    parameters,
  )
  checkUpdateNames(workloads, args.texts('update'))
  return workloads
    .map((workload) => ({
      workload,
      updates: workload.value.updates.filter((update) => isWanted(workload, update, args.texts('update'))),
      sweep: parseSweep(workload.value, parameters, { smoke, lenient: true }),
    }))
    .filter(({ updates }) => updates.length > 0)
}

/** `tos` is an update of any workload that has one of that name, `router/tos` that of the router. */
function isWanted({ plugIn }: Resolved<Workload>, { name }: UpdateDeclaration, wanted: readonly string[]): boolean {
  return (
    wanted.length === 0 || wanted.includes('all') || wanted.includes(name) || wanted.includes(`${plugIn.name}/${name}`)
  )
}

function checkUpdateNames(workloads: readonly Resolved<Workload>[], wanted: readonly string[]): void {
  const known = workloads.flatMap(({ plugIn, value }) =>
    value.updates.flatMap(({ name }) => [name, `${plugIn.name}/${name}`]),
  )
  const unknown = wanted.find((name) => name !== 'all' && !known.includes(name))
  if (unknown !== undefined) throw unknownName('--update', 'update', unknown, new Set(known))
}
