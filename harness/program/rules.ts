import { entryProcedure } from './entry.ts'
import { columnOf, lineOf } from './parse.ts'
import type { Problem } from './problem.ts'
import type { Entity, Module, Program, Reference } from './program.ts'

type Report = (offset: number, code: string, message: string, instead: string) => Problem

/** What the model cannot carry and only the whole program shows. */
export function findProblems(program: Program): Problem[] {
  const split = isSplit(program)
  return [
    ...checkMain(program),
    ...program.modules.flatMap((module) =>
      module.entities.flatMap((entity) => checkEntity(program, module, entity, split)),
    ),
  ]
}

function checkMain(program: Program): Problem[] {
  const main = program.procedures.get(entryProcedure)
  const module = program.modules.find(({ name }) => name === 'main.ts')
  if (module === undefined) return []
  const instead = '`export async function main(line)`, a loop that receives and replies'
  if (main === undefined) return [reporter(module)(0, 'no-main', 'there is no procedure `main`', instead)]
  return main.async ? [] : [reporter(module)(main.start, 'sync-main', '`main` is not async', instead)]
}

function checkEntity(program: Program, module: Module, entity: Entity, split: boolean): Problem[] {
  const at = reporter(module)
  const problems = entity.references.flatMap((reference) => [
    ...checkUse(program, reference, at),
    ...checkComponents(program, module, reference, at),
  ])
  if (split && entity.entity === 'datum' && entity.component === 'program') {
    problems.push(
      at(
        entity.start,
        'shared-data',
        `static data \`${entity.name}\` in a module that belongs to no component: each site would have a copy of its own`,
        'the module named in one component',
      ),
    )
  }
  return problems
}

function checkUse(program: Program, { target, use, start }: Reference, at: Report): Problem[] {
  if (program.adts.has(target) && (use === 'value' || use === 'write')) {
    return [
      at(
        start,
        'class-as-value',
        'a class used as a value: the update could not follow it',
        '`new`, `instanceof` or a static method, with the class named',
      ),
    ]
  }
  if (use === 'write' && !program.data.has(target)) {
    return [at(start, 'assignment', 'an assignment to a procedure, a class or a constant', 'static data (`let`)')]
  }
  return []
}

/** Between components there are asynchronous calls, and nothing else. */
function checkComponents(program: Program, module: Module, { target, start }: Reference, at: Report): Problem[] {
  const from = program.components.get(module.name) ?? 'program'
  const to = program.components.get(target.slice(0, target.indexOf('#'))) ?? 'program'
  if (from === to || from === 'program' || to === 'program') return []
  if (program.data.has(target)) {
    return [
      at(
        start,
        'shared-data',
        `component \`${from}\` uses static data of component \`${to}\``,
        `an async procedure of \`${to}\` that is asked for it`,
      ),
    ]
  }
  const procedure = program.procedures.get(target)
  if (procedure !== undefined && !procedure.async) {
    return [
      at(
        start,
        'sync-call-across',
        `a synchronous call from component \`${from}\` to \`${procedure.name}\` of component \`${to}\``,
        `\`${procedure.name}\` as an async procedure`,
      ),
    ]
  }
  if (program.adts.has(target)) {
    return [
      at(
        start,
        'sync-call-across',
        `component \`${from}\` uses a class of component \`${to}\`, whose methods it would call synchronously`,
        'the class in a module that belongs to no component',
      ),
    ]
  }
  return []
}

function isSplit(program: Program): boolean {
  return new Set([...program.components.values()].filter((component) => component !== 'program')).size > 1
}

function reporter({ path, lineStarts }: Module): Report {
  return (offset, code, message, instead) => ({
    code,
    file: path,
    line: lineOf(lineStarts, offset),
    column: columnOf(lineStarts, offset),
    message,
    instead,
  })
}
