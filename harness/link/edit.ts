import { MagicString } from 'magic-string'
import type { Range } from '../program/program.ts'

/** Edits of a range of a text, by offsets into the whole text. Lines stay where they are. */
export class Edit {
  readonly #source: string
  readonly #range: Range
  readonly #magic: MagicString

  constructor(source: string, range: Range) {
    this.#source = source
    this.#range = range
    this.#magic = new MagicString(source.slice(range.start, range.end))
  }

  holds({ start, end }: Range): boolean {
    return start >= this.#range.start && end <= this.#range.end
  }

  text({ start, end }: Range): string {
    return this.#source.slice(start, end)
  }

  /** Replaces a range, and leaves what was inserted at its ends. */
  replace({ start, end }: Range, text: string): void {
    if (start === end) {
      this.before(start, text)
      return
    }
    const lost = countNewlines(this.text({ start, end })) - countNewlines(text)
    this.#magic.update(start - this.#range.start, end - this.#range.start, `${text}${'\n'.repeat(Math.max(0, lost))}`)
  }

  /** Inserts in front of what stands at the offset, and of what has been inserted there. */
  before(offset: number, text: string): void {
    this.#magic.prependRight(offset - this.#range.start, text)
  }

  /** Inserts behind what ends at the offset, and behind what has been inserted there. */
  after(offset: number, text: string): void {
    this.#magic.appendLeft(offset - this.#range.start, text)
  }

  toString(): string {
    return this.#magic.toString()
  }
}

export function countNewlines(text: string): number {
  let count = 0
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) count++
  return count
}
