import { formatCount } from '../format.ts'
import type { Cell } from './cell.ts'

/** Numbers for what needs a word below the tables. */
export class Notes {
  readonly #contradictions: string[] = []
  /** By code: the message is that of the first trial that has it. */
  readonly #warnings = new Map<string, { readonly text: string; trials: number }>()

  /** `[^1]` for a cell whose measurement contradicts its claim; empty for others. */
  markContradiction({ workload, update, strategy, contradiction, deviation }: Cell): string {
    if (contradiction === undefined) return ''
    const reason = deviation === undefined ? '' : ` Known: ${deviation.because}`
    const text = `${workload}/${update}: ${strategy} ${contradiction}.${reason}`
    const known = this.#contradictions.indexOf(text)
    return ` [^${known === -1 ? this.#contradictions.push(text) : known + 1}]`
  }

  /** `[^w1]` for each kind of warning that trials of the cell or their controls have; to be called once for each cell. */
  markWarnings({ warnings }: Cell): string {
    return warnings
      .map(({ code, message, remedy, trials }) => {
        const known = this.#warnings.get(code)
        if (known === undefined) this.#warnings.set(code, { text: `${message} ${remedy}`, trials })
        else known.trials += trials
        return ` [^w${[...this.#warnings.keys()].indexOf(code) + 1}]`
      })
      .join('')
  }

  listContradictions(): string[] {
    return this.#contradictions.map((text, index) => `[^${index + 1}]: ${join(text)}`)
  }

  listWarnings(): string[] {
    return [...this.#warnings.values()].map(
      ({ text, trials }, index) => `[^w${index + 1}]: in ${formatCount(trials, 'trial')}, first: ${join(text)}`,
    )
  }
}

function join(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
