import { entryProcedure } from '../../harness/program/entry.ts'
import type { Program } from '../../harness/program/program.ts'
import type { Change, Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'
import { moduleOf } from './module-groups.ts'

/** DAS replaces a module by one of the same specification, when nothing uses it, and knows nothing larger than a module. */
export function assess(update: Update): readonly Refusal[] {
  const refusals = [
    ...update.changes.flatMap((change) => assessChange(change, update)),
    ...neverUnused(update),
    ...missingMappers(update),
  ]
  return refusals
}

function assessChange(change: Change, update: Update): Refusal[] {
  const rule = findRule(change, update)
  return rule === undefined ? [] : [{ change: `${change.id} (${change.explanation})`, rule }]
}

function findRule({ kind, id }: Change, { from, to, support }: Update): string | undefined {
  switch (kind) {
    case 'protocol':
      return 'what components say to each other is part of the specifications of their modules, which must be equal'
    case 'interface':
      return from.procedures.get(id)?.exported === true
        ? "the specification of a module must stay the same, and this is one of its procedures' interfaces"
        : undefined
    case 'add':
      if (!hasModule(from, moduleOf(id))) return 'modules are replaced; none is added'
      return to.procedures.get(id)?.exported === true ? 'the specification of a module must stay the same' : undefined
    case 'delete':
      if (!hasModule(to, moduleOf(id))) return 'modules are replaced; none is taken out'
      return from.procedures.get(id)?.exported === true ? 'the specification of a module must stay the same' : undefined
    case 'move':
      return 'modules are replaced one by one; nothing moves from one to another'
    case 'group':
      return support.groups.some((group) => group.join(', ') === id && new Set(group.map(moduleOf)).size > 1)
        ? 'modules are replaced one by one; nothing ties them together'
        : undefined
    case 'active':
    case 'body':
    case 'body-stateful':
    case 'state':
    case 'interface+state':
      return undefined
  }
}

/** A module with a procedure that never returns is always in use. */
function neverUnused({ from, affected, deleted, representations }: Update): Refusal[] {
  const touched = new Set([...affected, ...deleted, ...representations].map(moduleOf))
  return [...from.procedures.values()]
    .filter(({ id, module, uses }) => touched.has(module) && (id === entryProcedure || uses.endlessLoop))
    .map(({ id, module }) => ({
      change: module,
      rule: `a module is replaced when nothing uses it, and ${id} never returns`,
    }))
}

function missingMappers({ representations, support, to }: Update): Refusal[] {
  return [...representations]
    .filter((id) => to.data.has(id) && !support.mappers.has(id))
    .map((id) => ({
      change: id,
      rule: 'its representation changes, and nothing says how to restructure it (a mapper)',
    }))
}

function hasModule({ modules }: Program, name: string): boolean {
  return modules.some((module) => module.name === name)
}
