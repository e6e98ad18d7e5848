import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { findCalls } from './call-graph.ts'
import { readDeclarations, problemAt, type Declarations } from './declarations.ts'
import { createEntities } from './entities.ts'
import { Names, resolveSpecifier } from './names.ts'
import { parseFile } from './parse.ts'
import { ProgramRejected, type Problem } from './problem.ts'
import type { Adt, Constant, Datum, Entity, Module, Procedure, Program, SupportCode } from './program.ts'
import { findProblems } from './rules.ts'
import { scanModule, type Scan } from './scan.ts'
import { TypeText } from './type-text.ts'

/** Modules of each component, by component name. */
export type Components = Readonly<Record<string, readonly string[]>>

/**
 * Compiles a version folder: parses `main.ts` and what it imports, resolves names, finds procedures, types, static data
 * and the call graph.
 * @param supportFile support code of an update to this version; becomes one more module of the program
 * @throws ProgramRejected with every problem that keeps the program out of the model
 */
export function compileProgram(folder: string, components: Components = {}, supportFile?: string): Program {
  const modules = readModules(folder, 'main.ts', supportFile)
  const names = new Names(modules, basename(folder))
  const scans = new Map([...modules].map(([name, declarations]) => [name, scanModule(declarations, names)]))
  const program = assemble(folder, modules, names, scans, componentsByModule(modules.keys(), components))
  const problems = [
    ...[...modules.values()].flatMap(({ problems }) => problems),
    ...[...scans.values()].flatMap(({ problems }) => problems),
    ...findProblems(program),
  ]
  if (problems.length > 0) throw new ProgramRejected(problems)
  return program
}

/** Version folders of a workload, in order of release: v1, v2, … v10. */
export function listVersions(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^v\d+$/.test(name) && statSync(join(folder, name)).isDirectory())
    .toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
}

/** Parses a module and, depth first, what it imports: the imported ones come first. Circular imports are fine. */
function readModules(folder: string, entry: string, supportFile: string | undefined): Map<string, Declarations> {
  const modules = new Map<string, Declarations>()
  const problems: Problem[] = []
  const visiting = new Set<string>()
  const visit = (name: string, path: string): void => {
    if (visiting.has(name)) return
    visiting.add(name)
    const declarations = readDeclarations(parseFile(path, name), path === supportFile)
    for (const specifier of relativeImports(declarations)) {
      const target = resolveSpecifier(name, specifier.text, basename(folder))
      if (target.startsWith('..') || (path === supportFile && !specifier.text.includes(`/${basename(folder)}/`))) continue
      if (existsSync(join(folder, target))) visit(target, join(folder, target))
      else problems.push(problemAt(declarations.file, specifier.at, 'missing-module', `\`${specifier.text}\` does not exist`, 'the name of a file in the version folder, with `.ts`'))
    }
    modules.set(name, declarations)
  }
  if (!existsSync(join(folder, entry))) {
    throw new ProgramRejected([{ code: 'no-main', file: join(folder, entry), line: 1, column: 1, message: 'there is no such file', instead: 'a `main.ts` that exports `async function main(line)`' }])
  }
  visit(entry, join(folder, entry))
  if (supportFile !== undefined) visit(supportModuleName(folder, supportFile), supportFile)
  if (problems.length > 0) throw new ProgramRejected(problems)
  return modules
}

/** Support code beside the version folders: `updates/tos.ts`. */
export function supportModuleName(folder: string, supportFile: string): string {
  return relative(dirname(folder), supportFile)
}

function relativeImports(declarations: Declarations): { text: string; at: number }[] {
  const imported = [...declarations.imports.values()].map(({ specifier, at }) => ({ text: specifier, at }))
  const reexported = [...declarations.exports.values()].flatMap(({ from }) => (from === undefined ? [] : [{ text: from, at: 0 }]))
  return [...imported, ...reexported].filter(({ text }) => text.startsWith('.'))
}

function assemble(folder: string, modules: ReadonlyMap<string, Declarations>, names: Names, scans: ReadonlyMap<string, Scan>, components: ReadonlyMap<string, string>): Program {
  const types = new TypeText(modules, names)
  const built = [...modules].map(([name, declarations]): Module => {
    const entities = createEntities(declarations, scans.get(name)?.drafts ?? new Map(), types, components.get(name) ?? 'program')
    const imports = [...new Set([...declarations.imports.values()].filter(({ typeOnly }) => !typeOnly).map(({ specifier }) => resolveSpecifier(name, specifier, basename(folder))))].filter((other) => modules.has(other))
    const { path, text, source, lineStarts } = declarations.file
    return { name, path, text, source, lineStarts, imports, entities }
  })
  const all = built.flatMap(({ entities }) => entities)
  const program = {
    version: basename(folder),
    folder,
    modules: built,
    procedures: byId(all, (entity): entity is Procedure => entity.entity === 'procedure'),
    adts: byId(all, (entity): entity is Adt => entity.entity === 'adt'),
    data: byId(all, (entity): entity is Datum => entity.entity === 'datum'),
    constants: byId(all, (entity): entity is Constant => entity.entity === 'constant'),
    components,
  }
  const support = findSupport(modules, names)
  return { ...program, calls: findCalls(program), ...(support === undefined ? {} : { support }) }
}

function findSupport(modules: ReadonlyMap<string, Declarations>, names: Names): SupportCode | undefined {
  const module = [...modules.values()].find(({ support }) => support !== undefined)
  if (module?.support === undefined) return undefined
  const { name, source } = module.file
  const resolve = (locals: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([...locals].map(([target, local]) => {
      const meaning = names.find(name, local)
      return [target, meaning?.kind === 'entity' ? meaning.id : `${name}#${local}`]
    }))
  const { interprocedures, mappers, converters, groups, order } = module.support
  return { module: name, interprocedures: resolve(interprocedures), mappers: resolve(mappers), converters: resolve(converters), groups, order, lines: countLines(source) }
}

function countLines(source: string): number {
  return source.split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length
}

function byId<E extends Entity>(entities: readonly Entity[], is: (entity: Entity) => entity is E): Map<string, E> {
  return new Map(entities.filter((entity) => is(entity)).map((entity) => [entity.id, entity]))
}

function componentsByModule(modules: Iterable<string>, components: Components): Map<string, string> {
  const declared = new Map(Object.entries(components).flatMap(([component, names]) => names.map((name) => [name, component] as const)))
  return new Map([...modules].map((name) => [name, declared.get(name) ?? 'program']))
}
