import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { findCalls } from './call-graph.ts'
import type { Declarations } from './declarations.ts'
import { createEntities } from './entities.ts'
import { readModules, type Modules } from './modules.ts'
import { resolveSpecifier, type Names } from './names.ts'
import { ProgramRejected } from './problem.ts'
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
  const modules = readModules(folder, supportFile)
  const scans = new Map(modules.running.map((name) => [name, scanModule(declarationsOf(modules, name), modules.names)]))
  const program = assemble(folder, modules, scans, componentsByModule(modules.running, components))
  const problems = [
    ...modules.problems,
    ...modules.running.flatMap((name) => declarationsOf(modules, name).problems),
    ...[...scans.values()].flatMap((scan) => scan.problems),
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

function assemble(
  folder: string,
  modules: Modules,
  scans: ReadonlyMap<string, Scan>,
  components: ReadonlyMap<string, string>,
): Program {
  const { names } = modules
  const version = basename(folder)
  const types = new TypeText(modules.read, names, version)
  const built = modules.running.map((name): Module => {
    const declarations = declarationsOf(modules, name)
    const drafts = scans.get(name)?.drafts ?? new Map()
    const entities = createEntities({
      declarations,
      drafts,
      names,
      types,
      component: components.get(name) ?? 'program',
    })
    const { path, text, lineStarts } = declarations.file
    return { name, path, text, lineStarts, imports: importedBy(declarations, version, scans), entities }
  })
  const all = built.flatMap(({ entities }) => entities)
  const program = {
    version,
    folder,
    modules: built,
    procedures: byId(all, (entity): entity is Procedure => entity.entity === 'procedure'),
    adts: byId(all, (entity): entity is Adt => entity.entity === 'adt'),
    data: byId(all, (entity): entity is Datum => entity.entity === 'datum'),
    constants: byId(all, (entity): entity is Constant => entity.entity === 'constant'),
    components,
  }
  const functionProperties = new Set([...scans.values()].flatMap((scan) => [...scan.functionProperties]))
  const support = findSupport(modules, names)
  return { ...program, calls: findCalls(program, functionProperties), ...(support === undefined ? {} : { support }) }
}

function declarationsOf(modules: Modules, name: string): Declarations {
  const declarations = modules.read.get(name)
  if (declarations === undefined) throw new Error(`the module ${name} has not been read`)
  return declarations
}

function importedBy({ file, imports }: Declarations, version: string, running: ReadonlyMap<string, unknown>): string[] {
  const values = [...imports.values()].filter(({ typeOnly }) => !typeOnly)
  return [...new Set(values.map(({ specifier }) => resolveSpecifier(file.name, specifier, version)))].filter((name) =>
    running.has(name),
  )
}

function findSupport(modules: Modules, names: Names): SupportCode | undefined {
  const module = [...modules.read.values()].find(({ support }) => support !== undefined)
  if (module?.support === undefined) return undefined
  const { name, source } = module.file
  const resolve = (locals: ReadonlyMap<string, string>): Map<string, string> =>
    new Map(
      [...locals].map(([target, local]) => {
        const meaning = names.find(name, local)
        return [target, meaning?.kind === 'entity' ? meaning.id : `${name}#${local}`]
      }),
    )
  const { interprocedures, mappers, converters, groups, order, named } = module.support
  return {
    module: name,
    interprocedures: resolve(interprocedures),
    mappers: resolve(mappers),
    converters: resolve(converters),
    groups,
    order,
    lines: countLines(source),
    named,
  }
}

function countLines(source: string): number {
  return source.split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length
}

function byId<E extends Entity>(entities: readonly Entity[], is: (entity: Entity) => entity is E): Map<string, E> {
  return new Map(entities.filter((entity) => is(entity)).map((entity) => [entity.id, entity]))
}

function componentsByModule(modules: readonly string[], components: Components): Map<string, string> {
  const declared = new Map(
    Object.entries(components).flatMap(([component, names]) => names.map((name) => [name, component] as const)),
  )
  return new Map(modules.map((name) => [name, declared.get(name) ?? 'program']))
}
