import { formatCount, formatDuration } from '../../report/format.ts'
import type { SoakProgress } from '../../soak/run-soak.ts'
import type { Terminal } from '../terminal.ts'

/** Lines that are printed of each run where there is no terminal. */
const lines = 10

/** Tells how far a soak and its control have come, and how long the rest of both will take. */
export class SoakTeller {
  readonly #terminal: Terminal
  readonly #rounds: number
  readonly #startMs = performance.now()
  readonly #guessMs: number
  #done = 0

  /**
   * @param rounds of both
   * @param guessMs what one of them takes, at a guess
   */
  constructor(terminal: Terminal, rounds: number, guessMs: number) {
    this.#terminal = terminal
    this.#rounds = rounds
    this.#guessMs = guessMs
  }

  /** @param all rounds of the run that tells this */
  tell(what: string, progress: SoakProgress, all: number): void {
    if ('requests' in progress) {
      this.#show(`${what}: checking ${formatCount(progress.requests, 'reply', 'replies')}`, true)
      return
    }
    this.#done++
    const { update } = progress
    const isLine = update % Math.max(1, Math.ceil(all / lines)) === 0 || update === all
    this.#show(`${what}: ${update} of ${all}; about ${formatDuration(this.#leftMs())} left`, isLine)
  }

  finish(): void {
    if (this.#terminal.isTerminal) this.#terminal.write('\r\u001B[K')
  }

  #leftMs(): number {
    const eachMs = this.#done > 1 ? (performance.now() - this.#startMs) / this.#done : this.#guessMs
    return Math.max(0, this.#rounds - this.#done) * eachMs
  }

  #show(text: string, isLine: boolean): void {
    if (this.#terminal.isTerminal) this.#terminal.write(`\r\u001B[K${text.slice(0, this.#terminal.columns - 1)}`)
    else if (isLine) this.#terminal.write(`${text}\n`)
  }
}
