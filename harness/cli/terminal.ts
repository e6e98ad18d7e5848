import { isatty } from 'node:tty'
import { styleText } from 'node:util'
import { plain, type Paint } from '../report/paint.ts'

/** Where text goes, and what can be shown there. */
export interface Terminal {
  readonly isTerminal: boolean
  readonly columns: number
  write(text: string): void
  /** Colours where there is a terminal and NO_COLOR does not forbid it. */
  readonly paint: Paint
}

const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false })

export function createTerminal(
  stream: NodeJS.WriteStream & { readonly fd: number },
  environment: NodeJS.ProcessEnv,
): Terminal {
  const isTerminal = isatty(stream.fd)
  return {
    isTerminal,
    columns: isTerminal ? stream.columns : 100,
    write: (text) => void stream.write(text),
    paint: isTerminal && (environment['NO_COLOR'] ?? '') === '' ? coloured : plain,
  }
}
