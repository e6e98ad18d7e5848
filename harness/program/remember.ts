import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileProgram, type Components } from './compile.ts'
import type { Program } from './program.ts'

interface Remembered {
  readonly sources: string
  readonly program: Program
}

const remembered = new Map<string, Remembered>()

/**
 * Compiles a version folder, or returns what that came to the last time, where no source has changed since. Programs are
 * read-only, so that all who ask for one may share it.
 * @throws ProgramRejected with every problem that keeps the program out of the model
 */
export function rememberProgram(folder: string, components: Components = {}, supportFile?: string): Program {
  const key = JSON.stringify([folder, components, supportFile])
  const sources = readSources(folder, supportFile)
  const known = remembered.get(key)
  if (sources !== undefined && known?.sources === sources) return known.program
  const program = compileProgram(folder, components, supportFile)
  if (sources !== undefined) remembered.set(key, { sources, program })
  return program
}

/** All that a compilation can read, as one text; undefined where it cannot be read, which to report is the compiler's part. */
function readSources(folder: string, supportFile: string | undefined): string | undefined {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    const files = [
      ...names.toSorted().map((name) => join(folder, name)),
      ...(supportFile === undefined ? [] : [supportFile]),
    ]
    return JSON.stringify(files.map((file) => [file, readFileSync(file, 'utf8')]))
  } catch {
    return undefined
  }
}
