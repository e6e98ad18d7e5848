import { formatDuration } from '../../report/format.ts'
import type { CellResult } from '../../explore/pool.ts'
import type { Terminal } from '../terminal.ts'
import type { PlannedCell } from './explored-cells.ts'

const showMs = 500

/** Tells how far an exploration has come: one line that changes where there is a terminal, else a line for each update. */
export class ExploreProgress {
  readonly #terminal: Terminal
  readonly #cells: readonly PlannedCell[]
  readonly #startMs = performance.now()
  #shownMs = 0
  #ended = 0

  constructor(terminal: Terminal, cells: readonly PlannedCell[]) {
    this.#terminal = terminal
    this.#cells = cells
  }

  /** @param of points that are known by now */
  show(done: number, of: number): void {
    const nowMs = performance.now()
    if (!this.#terminal.isTerminal || nowMs - this.#shownMs < showMs) return
    this.#shownMs = nowMs
    const share = this.#cells.length === 1 ? done / of : this.#ended / this.#cells.length
    const left = share === 0 ? '' : `; about ${formatDuration(((nowMs - this.#startMs) / share) * (1 - share))} left`
    const updates = this.#cells.length === 1 ? '' : `${this.#ended} of ${this.#cells.length} updates, `
    this.#terminal.write(`\r\u001B[K${updates}${done} of ${of} points${left}`)
  }

  end(number: number, result: CellResult): void {
    this.#ended++
    if (this.#terminal.isTerminal) return
    const { strategy, workload, update, cell } = this.#cells[number]!
    const what = `${strategy.name} on ${workload.name}/${update.name}${cell.schedule === 0 ? '' : `, schedule ${cell.schedule}`}`
    this.#terminal.write(`[${this.#ended}/${this.#cells.length}] ${what}: ${describe(result)}\n`)
  }

  finish(): void {
    if (this.#terminal.isTerminal) this.#terminal.write('\r\u001B[K')
  }
}

function describe(result: CellResult): string {
  if (result.type === 'refused') return 'refused'
  if (result.type === 'error') return result.message
  const points = result.results.reduce((sum, { covers }) => sum + covers, 0)
  return `${points} points, ${result.results.length} runs, ${(result.busyMs / 1000).toFixed(1)} s`
}
