import { median } from '../../stats/median.ts'
import { readEnvironment } from '../../store/environment.ts'
import { readHost, writeHost, type HostFile } from '../../store/host-file.ts'
import { getLoad, toTrialPlan, type PlannedTrial, type SetPlan } from '../../store/set-plan.ts'
import { describePoint } from '../../store/sweep-point.ts'
import type { Context, RunTrialOptions } from '../context.ts'
import { speedLimit } from './plan-trials.ts'
import { measureSpeedLimit } from './speed-limit.ts'

/** Trials whose median is the capacity: all blocks depend on it, and each of them can meet a bad moment. */
const calibrations = 3

/**
 * Rates of open load that is given as a share of the capacity of `direct`. The capacity of each program is measured on
 * each machine, by short trials that are not stored, and kept with the set: all blocks get the same load.
 */
export class Rates {
  readonly #plan: SetPlan
  readonly #folder: string
  readonly #context: Context
  readonly #options: Omit<RunTrialOptions, 'refused'>
  /** One block is a first look. */
  readonly #calibrations: number
  /** Those that are being measured, by program: of trials that run at the same time one measures for all. */
  readonly #measuring = new Map<string, Promise<void>>()
  #host: HostFile

  constructor(plan: SetPlan, folder: string, context: Context, options: Omit<RunTrialOptions, 'refused'>) {
    this.#plan = plan
    this.#folder = folder
    this.#context = context
    this.#options = options
    this.#calibrations = plan.trials.some(({ block }) => block > 0) ? calibrations : 1
    const environment = readEnvironment()
    this.#host = readHost(folder, environment.host) ?? { environment, capacities: {} }
    writeHost(folder, this.#host)
  }

  /** Requests per second for a trial that starts with `version`; 0 where the load says it itself. */
  async get(trial: PlannedTrial, version: string, note: (text: string) => void): Promise<number> {
    const load = getLoad(this.#plan.settings, trial.workload)
    if (load.mode !== 'open' || !('share' in load)) return 0
    const program = `${trial.workload}/${version}${describePoint(trial.point)}`
    if (this.#host.capacities[program] === undefined) {
      await this.#measuring.getOrInsertComputed(program, () => {
        note(`Measuring the capacity of ${program} on ${speedLimit}`)
        return this.#measure(program, trial)
      })
    }
    return load.share * (this.#host.capacities[program] ?? 0)
  }

  async #measure(program: string, trial: PlannedTrial): Promise<void> {
    const capacity = await this.#calibrate(trial)
    if (this.#options.signal.aborted) return
    // Other shards on the same machine keep theirs in the same file.
    const { capacities } = readHost(this.#folder, this.#host.environment.host) ?? this.#host
    this.#host = { ...this.#host, capacities: { ...this.#host.capacities, ...capacities, [program]: capacity } }
    writeHost(this.#folder, this.#host)
  }

  async #calibrate(trial: PlannedTrial): Promise<number> {
    const capacities: number[] = []
    for (let n = 0; n < this.#calibrations && !this.#options.signal.aborted; n++)
      capacities.push(await this.#measureCapacity(trial))
    return median(capacities)
  }

  #measureCapacity(trial: PlannedTrial): Promise<number> {
    const { settings } = this.#plan
    const saturated = { ...settings, load: { mode: 'saturated' } as const }
    const control = { ...trial, strategy: speedLimit, role: 'direct', traced: false, forced: false } as const
    const plan = toTrialPlan(saturated, control, 0, this.#context.root)
    return measureSpeedLimit(plan, this.#context, this.#options)
  }
}
