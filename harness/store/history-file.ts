import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { StoreError } from './store-error.ts'

/**
 * The lines of a JSON Lines file; none where there is no file.
 * @throws StoreError that names the first line which is not an object of this schema
 */
export function readHistoryLines<T extends { readonly schema: string }>(path: string, schema: T['schema']): T[] {
  if (!existsSync(path)) return []
  const texts = readFileSync(path, 'utf8').split('\n')
  return texts.flatMap((text, index) => {
    if (text === '') return []
    const line = parse(text)
    if (line?.schema === schema) return [line as T]
    throw new StoreError(
      'HISTORY_UNREADABLE',
      `expected a line of schema ${schema} at ${path}:${index + 1}, got ${text.slice(0, 40)}. Mend or remove the line, or give another --file.`,
    )
  })
}

/** A last line without its end, as a killed process leaves it, is ended first. */
export function appendHistoryLine(path: string, line: object): void {
  const isTorn = existsSync(path) && !/(?:^|\n)$/.test(readFileSync(path, 'utf8'))
  appendFileSync(path, `${isTorn ? '\n' : ''}${JSON.stringify(line)}\n`)
}

function parse(text: string): { readonly schema?: unknown } | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
