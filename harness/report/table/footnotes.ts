import type { Cell } from './cell.ts'

/** Numbers for what needs a word below the tables. */
export class Footnotes {
  readonly #texts: string[] = []

  /** `[^1]` for a cell whose measurement contradicts its claim; empty for others. */
  mark({ workload, update, strategy, contradiction }: Cell): string {
    if (contradiction === undefined) return ''
    const text = `${workload}/${update}: ${strategy} ${contradiction}.`
    const known = this.#texts.indexOf(text)
    const number = known === -1 ? this.#texts.push(text) : known + 1
    return ` [^${number}]`
  }

  list(): string[] {
    return this.#texts.map((text, index) => `[^${index + 1}]: ${text.replaceAll(/\s+/g, ' ')}`)
  }
}
