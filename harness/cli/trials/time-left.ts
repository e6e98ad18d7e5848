import type { PlannedTrial, SetSettings } from '../../store/set-plan.ts'

/** Compiling, starting a process, building the initial state: a guess, until trials have shown it. */
const guessedOverheadMs = 1500

/** What is refused is only compiled. */
const guessedRefusalMs = 300

/**
 * How long the trials that are left will take, from how long those before them took: of the same kind where there were
 * some, else as much longer or shorter than guessed as all were so far. What passes between trials (the capacity is
 * measured, another process has its turn) is taken to go on at the same rate.
 */
export class TimeLeft {
  readonly #settings: SetSettings
  readonly #taken = new Map<string, { n: number; ms: number }>()
  #guessedMs = 0
  #takenMs = 0
  #passedMs = 0

  constructor(settings: SetSettings) {
    this.#settings = settings
  }

  /** Nothing has been measured yet: what is told is a guess. */
  get isGuess(): boolean {
    return this.#takenMs === 0
  }

  /** @param passedMs since the trial before it ended */
  add(trial: PlannedTrial, ms: number, passedMs = ms): void {
    const key = getKind(trial)
    const { n, ms: sum } = this.#taken.get(key) ?? { n: 0, ms: 0 }
    this.#taken.set(key, { n: n + 1, ms: sum + ms })
    this.#guessedMs += this.#guess(trial)
    this.#takenMs += ms
    this.#passedMs += passedMs
  }

  estimate(trials: readonly PlannedTrial[]): number {
    if (this.isGuess) return trials.reduce((sum, trial) => sum + this.#guess(trial), 0)
    const factor = this.#takenMs / this.#guessedMs
    const ms = trials.reduce((sum, trial) => {
      const alike = this.#taken.get(getKind(trial))
      return sum + (alike === undefined ? this.#guess(trial) * factor : alike.ms / alike.n)
    }, 0)
    return (ms * this.#passedMs) / this.#takenMs
  }

  #guess({ traced, refused }: PlannedTrial): number {
    if (refused) return guessedRefusalMs
    const { warmUpMs, capacityMs, beforeMs, horizonMs } = traced ? this.#settings.tracedWindows : this.#settings.windows
    return guessedOverheadMs + warmUpMs + 2 * capacityMs + beforeMs + horizonMs
  }
}

function getKind({ workload, point, strategy, role, traced, refused }: PlannedTrial): string {
  return [workload, JSON.stringify(point), strategy, role === 'strategy', traced, refused].join('\0')
}
