import { formatDuration } from '../../report/format.ts'
import type { TrialRecord } from '../../store/record.ts'
import type { PlannedTrial, SetSettings } from '../../store/set-plan.ts'
import { describePoint } from '../../store/sweep-point.ts'
import type { Terminal } from '../terminal.ts'
import { TimeLeft } from './time-left.ts'

/** Tells how far a long run has come: one line that changes where there is a terminal, else a line for each trial. */
export class Progress {
  readonly #terminal: Terminal
  readonly #left: Set<PlannedTrial>
  readonly #all: number
  readonly #time: TimeLeft
  #ticker: NodeJS.Timeout | undefined
  #lastMs = performance.now()

  constructor(terminal: Terminal, settings: SetSettings, left: readonly PlannedTrial[]) {
    this.#terminal = terminal
    this.#left = new Set(left)
    this.#all = left.length
    this.#time = new TimeLeft(settings)
  }

  /** Says something that stays. */
  note(text: string): void {
    this.#clear()
    this.#terminal.write(`${text}\n`)
  }

  begin(what: string): void {
    if (!this.#terminal.isTerminal) return
    const startMs = performance.now()
    const show = (): void => this.#show(what, performance.now() - startMs)
    show()
    clearInterval(this.#ticker)
    // Once a second, in a process that no program under test runs in.
    this.#ticker = setInterval(show, 1000)
  }

  end(trial: PlannedTrial, record: TrialRecord, ms: number): void {
    const now = performance.now()
    this.#time.add(trial, ms, Math.max(ms, now - this.#lastMs))
    this.#lastMs = now
    this.#left.delete(trial)
    if (this.#terminal.isTerminal) return
    const result =
      record.outcome === 'none' ? '' : ` ${record.outcome}${record.verdict === 'valid' ? '' : `, ${record.verdict}`};`
    this.#terminal.write(
      `[${this.#all - this.#left.size}/${this.#all}] ${describeTrial(trial)}:${result} ${(ms / 1000).toFixed(1)} s${this.#describeLeft(0)}\n`,
    )
  }

  finish(): void {
    clearInterval(this.#ticker)
    this.#clear()
  }

  #show(what: string, elapsedMs: number): void {
    const text = `[${this.#all - this.#left.size + 1}/${this.#all}] ${what}${this.#describeLeft(elapsedMs)}`
    this.#clear()
    this.#terminal.write(text.slice(0, this.#terminal.columns - 1))
  }

  #describeLeft(elapsedMs: number): string {
    const leftMs = this.#time.estimate([...this.#left]) - elapsedMs
    const how = this.#time.isGuess ? 'at a guess' : 'about'
    return this.#left.size === 0 ? '' : `; ${how} ${formatDuration(Math.max(0, leftMs))} left`
  }

  #clear(): void {
    if (this.#terminal.isTerminal) this.#terminal.write('\r\u001B[K')
  }
}

export function describeTrial(trial: PlannedTrial): string {
  const { workload, update, point, block } = trial
  return `${workload}/${update}${describePoint(point)} block ${block + 1} ${nameTurn(trial)}`
}

/** `podus`, `podus null`, `podus traced`, `direct`. */
export function nameTurn({ strategy, role, traced }: PlannedTrial): string {
  const how = traced ? ' traced' : role === 'strategy' || role === strategy ? '' : ` ${role}`
  return `${strategy}${how}`
}
