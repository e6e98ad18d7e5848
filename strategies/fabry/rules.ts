import type { Adt, Datum, Program } from '../../harness/program/program.ts'
import type { Change, Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'
import { isManaged } from './tags.ts'

/** Fabry replaces type managers and converts the objects of their types. All else stays as it is. */
export function assess(update: Update): readonly Refusal[] {
  return update.changes.flatMap((change) => {
    const rule = findRule(change, update)
    return rule === undefined ? [] : [{ change: `${change.id} (${change.explanation})`, rule }]
  })
}

function findRule({ kind, id }: Change, update: Update): string | undefined {
  switch (kind) {
    case 'body':
    case 'body-stateful':
      return findRuleOfCode(id, update)
    case 'state':
    case 'interface+state':
      return update.to.adts.has(id) ? findRuleOfType(id, update) : findRuleOfDatum(id, update)
    case 'add':
      return isNewOperation(id, update)
        ? undefined
        : 'a type manager may be given operations; nothing else is added to a program'
    case 'interface':
    case 'protocol':
      return 'users of a type rely on its operations as they are; they may be augmented, not changed'
    case 'delete':
      return 'users of a type rely on its operations; none is taken away'
    case 'move':
      return 'type managers are replaced where they are; nothing moves'
    case 'group':
      return 'each type manager is replaced by itself; nothing ties procedures together'
    case 'active':
      return 'only operations of type managers are replaced, and this is none'
  }
}

/** Outside of types, code may be linked anew where it works on other representations, and does not see them. */
function findRuleOfCode(id: string, { from, to, representations }: Update): string | undefined {
  const procedure = to.procedures.get(id)
  if (procedure?.adt !== undefined) return undefined
  if (codeOf(id, from) !== codeOf(id, to)) return 'only operations of type managers are replaced, and this is none'
  const hidden = new Map(
    [...representations].flatMap((type) => differingFields(from.adts.get(type), to.adts.get(type))),
  )
  const seen = procedure?.uses.memberAccesses.find(
    ({ name, on }) => hidden.has(name) && on !== 'builtin' && (on === undefined || on === hidden.get(name)),
  )
  return seen === undefined
    ? undefined
    : `it works on \`${seen.name}\` of ${hidden.get(seen.name)} past the type manager, and that changes`
}

function findRuleOfType(id: string, { from, to, support }: Update): string | undefined {
  const previous = from.adts.get(id)
  const next = to.adts.get(id)
  if (differingFields(previous, next).length === 0) return undefined
  const hasKin = [from, to].some(
    ({ adts }) =>
      !isManaged(adts.get(id)) ||
      [...adts.values()].some((adt) => typeof adt.extends === 'object' && adt.extends.target === id),
  )
  if (hasKin) return 'objects of types that inherit have more than one type manager, so nobody can convert them'
  return support.converters.has(id) ? undefined : 'nothing says how to convert an object of it (a converter)'
}

/** Static data are not converted; what is in them is. */
function findRuleOfDatum(id: string, { from, to }: Update): string | undefined {
  const previous = from.data.get(id)
  const next = to.data.get(id)
  const isSame = previous?.type === next?.type && initialiserOf(previous, from) === initialiserOf(next, to)
  return isSame ? undefined : 'objects are converted one by one; static data that are no objects of a type are not'
}

function isNewOperation(id: string, { from, to }: Update): boolean {
  const { adt, form } = to.procedures.get(id) ?? {}
  return adt !== undefined && form !== 'constructor' && from.adts.has(adt)
}

/** A procedure's own code, with the constants that it is made of. */
function codeOf(id: string, program: Program): string {
  const procedure = program.procedures.get(id)
  return [
    procedure?.fingerprint,
    ...(procedure?.references ?? []).map(({ target }) => constantOf(target, program)),
  ].join()
}

function constantOf(id: string, program: Program): string {
  const constant = program.constants.get(id)
  if (constant === undefined) return ''
  return [constant.fingerprint, ...constant.references.map(({ target }) => constantOf(target, program))].join()
}

/** Fields that are not the same in both, each with the type that it is of. */
function differingFields(previous: Adt | undefined, next: Adt | undefined): (readonly [string, string])[] {
  const before = new Map(previous?.fields.map(({ name, type }) => [name, type]))
  const after = new Map(next?.fields.map(({ name, type }) => [name, type]))
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => [name, next?.id ?? previous?.id ?? ''] as const)
}

function initialiserOf(datum: Datum | undefined, { modules }: Program): string | undefined {
  const { initialiser } = datum ?? {}
  return modules.find(({ name }) => name === datum?.module)?.text.slice(initialiser?.start, initialiser?.end)
}
