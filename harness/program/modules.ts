import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { findConstants } from './constants.ts'
import { problemAt, readDeclarations, type Declarations } from './declarations.ts'
import { Names, resolveSpecifier } from './names.ts'
import { parseFile } from './parse.ts'
import { ProgramRejected, type Problem } from './problem.ts'

/** The modules of a version. */
export interface Modules {
  /** All that were read: those that only types are imported from as well. */
  readonly read: ReadonlyMap<string, Declarations>
  /** Names of those that run, in the order in which they do: imported ones first. */
  readonly running: readonly string[]
  readonly names: Names
  readonly problems: readonly Problem[]
}

/**
 * Reads `main.ts` and what it imports, depth first. Circular imports are fine.
 * @throws ProgramRejected where there is no `main.ts`, or a module does not parse
 */
export function readModules(folder: string, supportFile?: string): Modules {
  const reader = new ModuleReader(folder, supportFile)
  const entry = join(folder, 'main.ts')
  if (!existsSync(entry)) {
    throw new ProgramRejected([
      {
        code: 'no-main',
        file: entry,
        line: 1,
        column: 1,
        message: 'there is no such file',
        instead: 'a `main.ts` that exports `async function main(line)`',
      },
    ])
  }
  reader.read('main.ts', entry)
  if (supportFile !== undefined) reader.read(supportModuleName(folder, supportFile), supportFile)
  if (reader.unreadable.length > 0) throw new ProgramRejected(reader.unreadable)
  reader.readTypes()
  const names = new Names(reader.modules, basename(folder))
  findConstants(reader.modules, names)
  return {
    read: reader.modules,
    running: reader.running,
    names,
    problems: [...reader.problems, ...findMissing(reader.modules, names)],
  }
}

/** Support code beside the version folders: `updates/tos.ts`. */
function supportModuleName(folder: string, supportFile: string): string {
  return relative(dirname(folder), supportFile)
}

interface Specifier {
  readonly specifier: string
  readonly at: number
  readonly typeOnly: boolean
}

class ModuleReader {
  readonly modules = new Map<string, Declarations>()
  readonly running: string[] = []
  readonly problems: Problem[] = []
  /** Problems for which a module could not be read at all. */
  readonly unreadable: Problem[] = []
  readonly #visited = new Set<string>()
  readonly #types: { name: string; path: string }[] = []
  readonly #folder: string
  readonly #version: string
  readonly #supportFile: string | undefined

  constructor(folder: string, supportFile: string | undefined) {
    this.#folder = folder
    this.#version = basename(folder)
    this.#supportFile = supportFile
  }

  read(name: string, path: string, runs = true): void {
    if (this.#visited.has(name)) return
    this.#visited.add(name)
    const declarations = this.#declarations(name, path)
    if (declarations === undefined) return
    for (const specifier of importsOf(declarations)) this.#follow(declarations, specifier, runs)
    this.modules.set(name, declarations)
    if (runs) this.running.push(name)
  }

  /** Modules that nothing but types are imported from are read, and do not run. */
  readTypes(): void {
    for (let next = this.#types.pop(); next !== undefined; next = this.#types.pop()) {
      this.read(next.name, next.path, false)
    }
  }

  #follow(from: Declarations, { specifier, at, typeOnly }: Specifier, runs: boolean): void {
    const target = resolveSpecifier(from.file.name, specifier, this.#version)
    const isOld = from.file.path === this.#supportFile && !specifier.includes(`/${this.#version}/`)
    if (target.startsWith('..') || isOld) return
    const path = join(this.#folder, target)
    if (!existsSync(path)) {
      this.problems.push(
        problemAt(
          from.file,
          at,
          'missing-module',
          `\`${specifier}\` does not exist`,
          'the name of a file in the version folder, with `.ts`',
        ),
      )
    } else if (typeOnly && runs) this.#types.push({ name: target, path })
    else this.read(target, path, runs)
  }

  #declarations(name: string, path: string): Declarations | undefined {
    try {
      return readDeclarations(parseFile(path, name), path === this.#supportFile)
    } catch (error) {
      if (!(error instanceof ProgramRejected)) throw error
      this.unreadable.push(...error.problems)
      return undefined
    }
  }
}

/** What a module imports and re-exports, in source order. */
function importsOf({ imports, exports }: Declarations): Specifier[] {
  const reexports = [...exports.values()].flatMap(({ from, at, typeOnly }) =>
    from === undefined ? [] : [{ specifier: from, at, typeOnly }],
  )
  return [...imports.values(), ...reexports]
    .filter(({ specifier }) => specifier.startsWith('.'))
    .toSorted((a, b) => a.at - b.at)
}

/** Imports of names that their modules do not export. */
function findMissing(modules: ReadonlyMap<string, Declarations>, names: Names): Problem[] {
  return [...modules].flatMap(([name, { file, imports }]) =>
    [...imports]
      .filter(([local]) => names.findImport(name, local) === undefined)
      .map(([, { specifier, imported, at }]) =>
        problemAt(
          file,
          at,
          'missing-export',
          `${specifier} exports no \`${imported}\``,
          'a name that the module exports',
        ),
      ),
  )
}
