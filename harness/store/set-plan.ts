import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PlannedFault } from '../host/faults.ts'
import type { Windows } from '../host/windows.ts'
import type { Arrivals } from '../load/schedule.ts'
import type { TrialLoad, TrialPlan, Transport } from '../trial-plan.ts'
import { writeAtomically } from './atomic-file.ts'
import type { Role } from './record.ts'
import { StoreError } from './store-error.ts'
import { createTrialId, hashJson } from './trial-id.ts'
import type { VoidRules } from './void-rules.ts'

const planSchema = 'on-the-fly-bench/plan/1'

/** All trials of a result set, in the order in which they are to be run. */
export interface SetPlan {
  readonly schema: typeof planSchema
  /** Tells plans apart: differs with any setting, any trial, their order, and the sources. */
  readonly hash: string
  readonly settings: SetSettings
  readonly trials: readonly PlannedTrial[]
}

/** What all trials of a set have in common, and where the plug-ins are that they name. */
export interface SetSettings {
  /** Path of the module of each strategy and workload, by name: relative to the project if it lies in it. */
  readonly strategies: Readonly<Record<string, string>>
  readonly workloads: Readonly<Record<string, string>>
  /** By workload. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly load: LoadRequest
  /** Of workloads that have a load of their own, by workload. */
  readonly loads?: Readonly<Record<string, LoadRequest>>
  /** What an operator says to the strategy; where absent, what it derives from the differences. */
  readonly command?: string
  /** What breaks while the strategy updates the program; its controls are spared. */
  readonly faults?: readonly PlannedFault[]
  /** How sites reach one another; where absent, as threads of one process do. */
  readonly transport?: Transport
  /** IP addresses at which sites take letters over TCP, by site; loopback's where absent. */
  readonly addresses?: Readonly<Record<string, string>>
  readonly windows: Windows
  readonly tracedWindows: Windows
  /** Where absent, no trial is void. */
  readonly voidRules?: VoidRules
}

/** The load as asked for: a share is of the capacity that `direct` turns out to have. */
export type LoadRequest =
  | { readonly mode: 'saturated' }
  | { readonly mode: 'open'; readonly share: number; readonly arrivals: Arrivals }
  | { readonly mode: 'open'; readonly rate: number; readonly arrivals: Arrivals }

export interface PlannedTrial {
  readonly id: string
  readonly workload: string
  readonly update: string
  /** Values of the parameters that are swept, over those of the settings; absent where none is. */
  readonly point?: Readonly<Record<string, number>>
  readonly block: number
  readonly position: number
  readonly strategy: string
  readonly role: Role
  readonly traced: boolean
  readonly forced: boolean
  /** Known beforehand to be refused: nothing is going to run. */
  readonly refused: boolean
  readonly seed: number
}

/** Fills in what follows from the trials: their ids and the hash of the whole. */
export function createSetPlan(
  settings: SetSettings,
  trials: readonly Omit<PlannedTrial, 'id'>[],
  root: string,
): SetPlan {
  const planned = trials.map((trial) => ({ ...trial, id: createTrialId(toTrialPlan(settings, trial, 0, root)) }))
  // Where the plug-ins lie does not matter; what they are is in the ids.
  const hash = hashJson([
    { ...settings, strategies: {}, workloads: {} },
    planned.map(({ id, position }) => [id, position]),
  ])
  return { schema: planSchema, hash, settings, trials: planned }
}

/** The trial as it is run. `rate` is what a share of the capacity comes to on this machine, in requests per second. */
export function toTrialPlan(
  settings: SetSettings,
  { workload, strategy, traced, ...trial }: Omit<PlannedTrial, 'id' | 'refused'>,
  rate: number,
  root: string,
): TrialPlan {
  const { update, point, role, forced, block, position, seed } = trial
  const load = getLoad(settings, workload)
  return {
    strategy: { name: strategy, path: resolve(root, settings.strategies[strategy] ?? '') },
    workload: { name: workload, path: resolve(root, settings.workloads[workload] ?? '') },
    update,
    ...(settings.command === undefined || role !== 'strategy' ? {} : { command: settings.command }),
    ...(settings.transport === undefined ? {} : { transport: settings.transport }),
    ...(settings.addresses === undefined ? {} : { addresses: settings.addresses }),
    ...(settings.faults === undefined || role !== 'strategy' ? {} : { faults: settings.faults }),
    role,
    forced,
    traced,
    block,
    position,
    seed,
    parameters: { ...settings.parameters[workload], ...point },
    load: toTrialLoad(traced ? lighten(load) : load, traced ? rate * tracedShare : rate),
    windows: traced ? settings.tracedWindows : settings.windows,
  }
}

/** The load that a workload is offered. */
export function getLoad({ load, loads }: Pick<SetSettings, 'load' | 'loads'>, workload: string): LoadRequest {
  return loads?.[workload] ?? load
}

/** A traced program is some ten times slower: all of the load would only build up a queue. */
const tracedShare = 0.1

function lighten(load: LoadRequest): LoadRequest {
  if (load.mode === 'saturated') return load
  return 'share' in load ? { ...load, share: load.share * tracedShare } : { ...load, rate: load.rate * tracedShare }
}

function toTrialLoad(load: LoadRequest, rate: number): TrialLoad {
  return load.mode === 'open' && 'share' in load ? { ...load, rate } : load
}

/** One trial a line, so that a plan can be read and compared by eye. */
export function writeSetPlan(folder: string, { trials, ...plan }: SetPlan): void {
  const head = JSON.stringify(plan, undefined, 1).slice(0, -2)
  const lines = trials.map((trial) => JSON.stringify(trial)).join(',\n')
  writeAtomically(join(folder, 'plan.json'), `${head},\n "trials": [\n${lines}\n ]\n}\n`)
}

/** @throws StoreError where there is no plan, or none that this version can read */
export function readSetPlan(folder: string): SetPlan {
  const path = join(folder, 'plan.json')
  const plan = parse(path) as Partial<SetPlan>
  if (plan.schema === planSchema && Array.isArray(plan.trials)) return plan as SetPlan
  throw new StoreError(
    'PLAN_UNREADABLE',
    `expected a plan of schema ${planSchema} in ${path}, got ${String(plan.schema)}. It was written by another version of this project; use that one.`,
  )
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new StoreError(
      'PLAN_UNREADABLE',
      `expected the plan of a result set in ${path}, got: ${String(error)}. Give another set with --set.`,
    )
  }
}
