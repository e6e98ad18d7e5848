import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandReading, Refusal, Strategy } from '../strategies/contract.ts'
import type { Traffic, UpdateDeclaration, Workload } from '../workloads/contract.ts'
import type { BackCode } from './host/agent.ts'
import type { SiteStart } from './host/controller.ts'
import { oneSite } from './host/layout.ts'
import type { UpdateOrder } from './host/update-order.ts'
import type { Windows } from './host/windows.ts'
import { planUpdate, type OperatorOrder } from './host/update-plan.ts'
import { emitImage, type EmitOptions } from './link/emit.ts'
import type { Image } from './link/image.ts'
import type { Linkage } from './link/linkage.ts'
import { placeImage } from './link/place-image.ts'
import { findMethodSlots, findVersionSlots } from './link/slots.ts'
import { rememberProgram } from './program/remember.ts'
import type { Procedure, Program } from './program/program.ts'
import { compareVersions, type Update } from './program/update.ts'
import type { TrialPlan } from './trial-plan.ts'

/** A trial that is ready to run: programs compiled and linked, the update assessed. */
export interface Prepared {
  readonly strategy: Strategy
  readonly workload: Workload
  readonly declaration: UpdateDeclaration
  readonly traffic: Traffic<unknown, unknown>
  readonly from: Program
  readonly to: Program | undefined
  readonly update: Update
  readonly refusals: readonly Refusal[]
  readonly starts: readonly SiteStart[]
  readonly order: UpdateOrder | undefined
}

/**
 * Compiles and links what a trial needs.
 * @throws ProgramRejected where a version is outside the program model
 */
export async function prepareTrial(plan: TrialPlan): Promise<Prepared> {
  const { strategy } = (await import(pathToFileURL(plan.strategy.path).href)) as { strategy: Strategy }
  const { workload } = (await import(pathToFileURL(plan.workload.path).href)) as { workload: Workload }
  const declaration = workload.updates.find(({ name }) => name === plan.update)
  if (declaration === undefined) throw new Error(`${workload.name} has no update ${plan.update}`)
  const update = compileUpdate(workload, declaration)
  const { from } = update
  const target = targetOf(plan, update)
  const reading = target === undefined ? undefined : readCommand(strategy, target, plan.command)
  const refusals = plan.role === 'strategy' ? (reading?.refusals ?? strategy.assess(update)) : []
  const first = plan.role === 'fresh' ? compileVersion(workload, declaration.to) : from
  const options = { traced: plan.traced, restorable: strategy.layout !== undefined }
  const starts = startsOf(first, createEmitter(first, strategy.linkage, options), strategy, plan.windows)
  const order = target === undefined ? undefined : orderUpdate(target, strategy, first, plan, reading?.order)
  const backs = plan.role === 'strategy' ? emitBacks(workload, declaration, strategy, first, plan.traced) : undefined
  return {
    strategy,
    workload,
    declaration,
    traffic: workload.traffic(plan.parameters),
    from: first,
    to: target?.to,
    update,
    refusals,
    starts,
    order: order === undefined || backs === undefined ? order : { ...order, backs },
  }
}

/** The support code of the way back for each site, where the strategy has new code call old code by it. */
export function emitBacks(
  workload: Workload,
  { from, to, backOut }: UpdateDeclaration,
  strategy: Strategy,
  first: Program,
  traced: boolean,
): ReadonlyMap<string, BackCode> | undefined {
  if (strategy.callsBack !== true || backOut === undefined) return undefined
  const program = rememberProgram(join(workload.folder, from), workload.components, join(workload.folder, backOut))
  const support = [...program.procedures.values()].filter(({ module }) => module === program.support?.module)
  const emit = createEmitter(program, strategy.linkage, {
    traced,
    slots: slotsOf(strategy, first, program),
    only: new Set(support.map(({ id }) => id)),
    version: `${from}<${to}`,
  })
  const interprocedures = [...(program.support?.interprocedures ?? [])]
  const placements = strategy.layout?.(program) ?? oneSite
  return new Map(placements.map(({ name, components }) => [name, { image: emit(components), interprocedures }]))
}

/** Compiles one version of a workload. */
export function compileVersion(workload: Workload, version: string): Program {
  return rememberProgram(join(workload.folder, version), workload.components)
}

/**
 * Compiles a declared update: its new version together with its support code, and what differs.
 * @param from what runs at the time, where that is not the bare old version
 * @throws ProgramRejected where a version is outside the program model
 */
export function compileUpdate(
  workload: Workload,
  { name, from: old, to, support, sameEffects }: UpdateDeclaration,
  from = compileVersion(workload, old),
): Update {
  const file = support === undefined ? undefined : join(workload.folder, support)
  const next = rememberProgram(join(workload.folder, to), workload.components, file)
  return compareVersions(name, from, next, { sameEffects: sameEffects === true })
}

/** The update that a role makes: none for the controls, and for A/A one to the same version. */
function targetOf(plan: TrialPlan, update: Update): Update | undefined {
  if (plan.role === 'strategy') return update
  if (plan.role !== 'a/a') return undefined
  return compareVersions('a/a', update.from, { ...update.from, version: `${update.from.version}+` })
}

/**
 * What an operator orders, in a strategy's own language; where nothing is said, what follows from the differences.
 * @throws Error where the text is not in the language
 */
export function readCommand(
  { name, commands }: Strategy,
  update: Update,
  text?: string,
): Extract<CommandReading, { order: OperatorOrder }> | undefined {
  const script = text ?? commands?.derive(update)
  if (commands === undefined || script === undefined) return undefined
  const reading = commands.read(script, update)
  if ('order' in reading) return reading
  const { message, at } = reading.problem
  throw new Error(`a command of ${name}: ${message}, at character ${at + 1} of \`${script}\``)
}

/** What a site is sent for an update: the new version, linked, and what it must know of the differences. */
export function orderUpdate(
  update: Update,
  strategy: Strategy,
  first: Program,
  { traced, windows, parameters }: Pick<TrialPlan, 'traced' | 'windows' | 'parameters'>,
  operator = readCommand(strategy, update)?.order,
): UpdateOrder {
  const { to } = update
  const slots = slotsOf(strategy, first, to)
  const options = {
    traced,
    slots,
    restorable: true,
    ...(strategy.loads === 'version'
      ? {}
      : { only: new Set([...selectLoaded(update, strategy.loads), ...(operator?.loads ?? [])]) }),
  }
  const emit = createEmitter(to, strategy.linkage, options)
  return {
    plan: planUpdate(update, operator),
    image: emit(),
    starts: startsOf(to, emit, strategy, windows),
    processes: parameters['processes'] ?? 1,
    control: strategy.control,
  }
}

/** The image for a site, or for one with all components. */
type Emitter = (here?: readonly string[]) => Image

/** One scope is written for the components of a site; units are written once, and each site is given its own of them. */
function createEmitter(program: Program, linkage: Linkage, options: EmitOptions): Emitter {
  let whole: Image | undefined
  return (here) => {
    if (linkage.form === 'scope' && here !== undefined)
      return placeImage(emitImage(program, linkage, { ...options, here }), here)
    whole ??= emitImage(program, linkage, options)
    return placeImage(whole, here)
  }
}

function slotsOf({ linkage }: Strategy, first: Program, to: Program): ReadonlyMap<string, string> {
  if (linkage.methods === 'per-version') return findVersionSlots(to)
  return linkage.tables === 'per-version' ? findMethodSlots(first, to) : new Map()
}

/** How each site of a program is started, as the strategy lays it out. */
function startsOf(program: Program, emit: Emitter, strategy: Strategy, { hangMs }: Windows): SiteStart[] {
  const placements = strategy.layout?.(program) ?? oneSite
  const callLimitMs = hangMs / 5
  return placements.map(({ name, components, serves, unit }, number) => ({
    name,
    image: emit(components),
    serves,
    ...(unit === undefined ? {} : { unit: { ...unit, number, position: 0 } }),
    network: {
      sites: placements.map((placement) => placement.name),
      components: placements
        .filter((placement) => placement.name !== name)
        .flatMap((placement) => (placement.components ?? []).map((component) => [component, placement.name] as const)),
      callLimitMs,
    },
  }))
}

/** The procedures that changed, or those of the modules in which something did; the support code comes with them. */
function selectLoaded(update: Update, loads: 'patch' | 'modules'): Set<string> {
  const { from, to, affected, added, deleted, representations, changes, support } = update
  const touched = new Set([
    support.module,
    ...[...affected, ...added, ...deleted, ...representations].map(moduleOf),
    ...changes.filter(({ id }) => from.data.has(id) || to.data.has(id)).map(({ id }) => moduleOf(id)),
  ])
  const isLoaded = ({ id, module }: Procedure): boolean =>
    loads === 'modules' ? touched.has(module) : module === support.module || affected.has(id) || added.has(id)
  return new Set([...to.procedures.values()].filter(isLoaded).map(({ id }) => id))
}

function moduleOf(id: string): string {
  return id.slice(0, id.indexOf('#'))
}
