import { join } from 'node:path'
import { entryProcedure } from './entry.ts'
import { columnOf, lineOf } from './parse.ts'
import type { Problem } from './problem.ts'
import type { Entity, Module, Program, Reference } from './program.ts'

/** What the model cannot carry and only the whole program shows. */
export function findProblems(program: Program): Problem[] {
  return [...checkMain(program), ...program.modules.flatMap((module) => module.entities.flatMap((entity) => checkEntity(program, module, entity)))]
}

function checkMain(program: Program): Problem[] {
  const main = program.procedures.get(entryProcedure)
  const instead = '`export async function main(line)`, a loop that receives and replies'
  if (main === undefined) return [{ code: 'no-main', file: join(program.folder, 'main.ts'), line: 1, column: 1, message: 'there is no procedure `main`', instead }]
  if (!main.async) return [{ code: 'sync-main', file: join(program.folder, 'main.ts'), line: main.line, column: 1, message: '`main` is not async', instead }]
  return []
}

function checkEntity(program: Program, module: Module, entity: Entity): Problem[] {
  const at = (offset: number, code: string, message: string, instead: string): Problem => ({ code, file: module.path, line: lineOf(module.lineStarts, offset), column: columnOf(module.lineStarts, offset), message, instead })
  const problems = entity.references.flatMap((reference) => checkReference(program, module, reference, at))
  if (entity.entity === 'datum' && isSplit(program) && entity.component === 'program') {
    problems.push(at(entity.start, 'shared-data', `static data \`${entity.name}\` in a module that belongs to no component: each site would have a copy of its own`, 'the module named in one component'))
  }
  return problems
}

function checkReference(program: Program, module: Module, reference: Reference, at: (offset: number, code: string, message: string, instead: string) => Problem): Problem[] {
  if (program.adts.has(reference.target) && reference.use === 'value') {
    return [at(reference.start, 'class-as-value', 'a class used as a value: the update could not follow it', '`new`, `instanceof` or a static method, with the class named')]
  }
  const from = program.components.get(module.name) ?? 'program'
  const to = program.components.get(reference.target.slice(0, reference.target.indexOf('#'))) ?? 'program'
  if (from === to || from === 'program' || to === 'program') return []
  if (program.data.has(reference.target)) {
    return [at(reference.start, 'shared-data', `component \`${from}\` uses static data of component \`${to}\``, `an async procedure of \`${to}\` that is asked for it`)]
  }
  const procedure = program.procedures.get(reference.target)
  if (procedure !== undefined && !procedure.async) {
    return [at(reference.start, 'sync-call-across', `a synchronous call from component \`${from}\` to \`${procedure.name}\` of component \`${to}\``, `\`${procedure.name}\` as an async procedure`)]
  }
  return []
}

function isSplit(program: Program): boolean {
  return new Set([...program.components.values()].filter((component) => component !== 'program')).size > 1
}
