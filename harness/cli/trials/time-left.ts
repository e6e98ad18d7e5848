import type { PlannedTrial, SetSettings } from '../../store/set-plan.ts'

/** Compiling, starting a process, building the initial state: a guess, until trials have shown it. */
const guessedOverheadMs = 1500

/**
 * How long the trials that are left will take, from how long those before them took: of the same kind where there were
 * some, else as much longer or shorter than guessed as all were so far.
 */
export class TimeLeft {
  readonly #settings: SetSettings
  readonly #taken = new Map<string, { n: number; ms: number }>()
  #guessedMs = 0
  #takenMs = 0

  constructor(settings: SetSettings) {
    this.#settings = settings
  }

  add(trial: PlannedTrial, ms: number): void {
    const key = getKind(trial)
    const { n, ms: sum } = this.#taken.get(key) ?? { n: 0, ms: 0 }
    this.#taken.set(key, { n: n + 1, ms: sum + ms })
    this.#guessedMs += this.#guess(trial)
    this.#takenMs += ms
  }

  estimate(trials: readonly PlannedTrial[]): number {
    const factor = this.#guessedMs === 0 ? 1 : this.#takenMs / this.#guessedMs
    return trials.reduce((sum, trial) => {
      const alike = this.#taken.get(getKind(trial))
      return sum + (alike === undefined ? this.#guess(trial) * factor : alike.ms / alike.n)
    }, 0)
  }

  #guess({ traced }: PlannedTrial): number {
    const { warmUpMs, capacityMs, beforeMs, horizonMs } = traced ? this.#settings.tracedWindows : this.#settings.windows
    return guessedOverheadMs + warmUpMs + 2 * capacityMs + beforeMs + horizonMs
  }
}

function getKind({ workload, strategy, role, traced }: PlannedTrial): string {
  return [workload, strategy, role === 'strategy', traced].join('\0')
}
