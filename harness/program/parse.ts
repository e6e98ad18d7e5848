import { readFileSync } from 'node:fs'
import { transformSync } from 'amaro'
import { parseSync } from 'oxc-parser'
import type { Program as Ast } from '@oxc-project/types'
import { ProgramRejected } from './problem.ts'

/** One source file: its tree, and its text as JavaScript with every type blanked out (same offsets, same lines). */
export interface ParsedFile {
  readonly name: string
  readonly path: string
  readonly source: string
  readonly text: string
  readonly ast: Ast
  readonly lineStarts: readonly number[]
}

/**
 * Parses a TypeScript file whose types can be erased.
 * @param name path inside the version folder, as messages show it
 * @throws ProgramRejected where it does not parse, or has syntax that is more than types
 */
export function parseFile(path: string, name: string): ParsedFile {
  const source = readFileSync(path, 'utf8')
  const lineStarts = findLineStarts(source)
  const result = parseSync(path, source, { lang: 'ts', astType: 'ts', sourceType: 'module' })
  const error = result.errors[0]
  if (error !== undefined) {
    const at = error.labels[0]?.start ?? 0
    throw rejected(path, lineStarts, at, 'syntax', `does not parse: ${error.message}`, 'valid TypeScript')
  }
  return { name, path, source, text: blankTypes(path, source, lineStarts), ast: result.program, lineStarts }
}

/** Line (from 1) of an offset. */
export function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}

/** Column (from 1) of an offset. */
export function columnOf(lineStarts: readonly number[], offset: number): number {
  return offset - (lineStarts[lineOf(lineStarts, offset) - 1] ?? 0) + 1
}

function blankTypes(path: string, source: string, lineStarts: readonly number[]): string {
  try {
    return transformSync(source, { mode: 'strip-only', filename: path }).code
  } catch (error) {
    const { message, startLine } = error as { message?: string; startLine?: number }
    const at = lineStarts[(startLine ?? 1) - 1] ?? 0
    throw rejected(
      path,
      lineStarts,
      at,
      'not-erasable',
      `has syntax that cannot be erased: ${message ?? String(error)}`,
      'types only; no enum, namespace or parameter property',
    )
  }
}

function rejected(
  file: string,
  lineStarts: readonly number[],
  at: number,
  code: string,
  message: string,
  instead: string,
): ProgramRejected {
  return new ProgramRejected([
    { code, file, line: lineOf(lineStarts, at), column: columnOf(lineStarts, at), message, instead },
  ])
}

function findLineStarts(source: string): number[] {
  const starts = [0]
  for (let index = source.indexOf('\n'); index !== -1; index = source.indexOf('\n', index + 1)) starts.push(index + 1)
  return starts
}
