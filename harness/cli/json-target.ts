import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { writeAtomically } from '../store/atomic-file.ts'
import type { Context } from './context.ts'
import { unmet } from './usage-error.ts'

/** Where JSON is to go: a file, or standard output. */
export interface JsonTarget {
  readonly isStandardOutput: boolean
  write(value: unknown): void
}

/**
 * Looks whether a result can be written before hours are spent on making it.
 * @throws UsageError
 */
export function openJsonTarget(text: string, context: Context, where = '--json'): JsonTarget {
  if (text === '-') return { isStandardOutput: true, write: (value) => context.out.write(toJson(value)) }
  const path = checkWritable(text, context, where)
  return { isStandardOutput: false, write: (value) => writeAtomically(path, toJson(value)) }
}

/**
 * Absolute path of a file that can be written.
 * @throws UsageError
 */
export function checkWritable(text: string, { cwd }: Context, where: string): string {
  const path = resolve(cwd, text)
  const problem = findProblem(path)
  if (problem === undefined) return path
  throw unmet({
    code: 'FILE_NOT_WRITABLE',
    expected: 'a file that can be written',
    got: problem,
    where: `${where} ${text}`,
    next: 'Nothing was run. Create the folder, or give another file.',
  })
}

function findProblem(path: string): string | undefined {
  const folder = dirname(path)
  if (!existsSync(folder)) return `no folder ${folder}`
  if (!statSync(folder).isDirectory()) return `${folder}, which is no folder`
  if (existsSync(path) && statSync(path).isDirectory()) return 'a folder'
  const isDevice = existsSync(path) && !statSync(path).isFile()
  return isWritable(isDevice ? path : folder) ? undefined : `no permission to write in ${folder}`
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
