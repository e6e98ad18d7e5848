import { entryProcedure } from './entry.ts'
import type { Procedure, Program } from './program.ts'
import type { Change, Update } from './update.ts'

type Facts = Pick<
  Update,
  'from' | 'to' | 'support' | 'added' | 'deleted' | 'interfaces' | 'representations' | 'affected'
>

/** Each change between two versions, with its kind. */
export function findChanges(facts: Facts): Change[] {
  return [...stateChanges(facts), ...codeChanges(facts), ...structureChanges(facts), ...groupChanges(facts)]
}

function stateChanges({ representations, to }: Facts): Change[] {
  return [...representations].map((id) => ({
    kind: 'state',
    id,
    explanation: to.adts.has(id) ? `the fields of ${id} are others` : `${id} is of another type or representation`,
  }))
}

function codeChanges({ affected, interfaces, from, to }: Facts): Change[] {
  const calledAcross = new Set([...findCalledAcross(from), ...findCalledAcross(to)])
  return [...affected].flatMap((id): Change[] => {
    const next = to.procedures.get(id)
    const previous = from.procedures.get(id)
    if (next === undefined || previous === undefined) return []
    const change = interfaces.has(id) ? interfaceChange(previous, next, calledAcross) : bodyChange(previous, next, to)
    return staysOnStack(previous)
      ? [change, { kind: 'active', id, explanation: `${id} is always on the stack` }]
      : [change]
  })
}

function interfaceChange(previous: Procedure, next: Procedure, calledAcross: ReadonlySet<string>): Change {
  const { text } = next.signature
  const explanation =
    text === previous.signature.text
      ? `${text}, with another meaning of its types`
      : `${previous.signature.text} becomes ${text}`
  return { kind: calledAcross.has(next.id) ? 'protocol' : 'interface', id: next.id, explanation }
}

function bodyChange(previous: Procedure, next: Procedure, program: Program): Change {
  const { id } = next
  const what =
    previous.fingerprint === next.fingerprint
      ? `${id} works on constants or representations that are others`
      : `another implementation of ${id}`
  return isStateful(next, program)
    ? { kind: 'body-stateful', id, explanation: `${what}; it retains state` }
    : { kind: 'body', id, explanation: what }
}

/** A procedure retains state when it works on static data or on the fields of its type. */
function isStateful(procedure: Procedure, program: Program): boolean {
  const adt = program.adts.get(procedure.adt ?? '')
  return (
    (!procedure.static && (adt?.fields.length ?? 0) > 0) ||
    procedure.references.some(({ target }) => program.data.has(target))
  )
}

function staysOnStack({ id, uses }: Procedure): boolean {
  return id === entryProcedure || uses.endlessLoop
}

/** Procedures that are called from another component. */
function findCalledAcross({ procedures, components }: Program): Set<string> {
  const componentOf = (module: string): string => components.get(module) ?? 'program'
  return new Set(
    [...procedures.values()].flatMap(({ module, references }) => {
      const own = componentOf(module)
      if (own === 'program') return []
      return references
        .map(({ target }) => target)
        .filter((target) => procedures.has(target) && componentOf(target.slice(0, target.indexOf('#'))) !== own)
    }),
  )
}

function structureChanges({ added, deleted, from, to, support }: Facts): Change[] {
  const newData = new Set(
    [...to.data.values()]
      .filter(({ id, module }) => !from.data.has(id) && module !== support.module)
      .map(({ id }) => id),
  )
  const oldData = new Set([...from.data.keys()].filter((id) => !to.data.has(id)))
  return [...pairUp(added, deleted, ''), ...pairUp(newData, oldData, 'static data ')].flatMap(
    ({ before, after, what }): Change[] => {
      if (before === undefined) return [{ kind: 'add', id: after ?? '', explanation: `${what}${after} is new` }]
      const gone = from.procedures.get(before)
      const active: Change[] =
        gone !== undefined && staysOnStack(gone)
          ? [{ kind: 'active', id: before, explanation: `${before} is always on the stack` }]
          : []
      if (after === undefined) {
        return [{ kind: 'delete', id: before, explanation: `${what}${before} is gone` }, ...active]
      }
      return [{ kind: 'move', id: before, explanation: `${what}${before} moves to ${after}` }, ...active]
    },
  )
}

/** What is gone here and new there under the same name has moved. */
function pairUp(
  added: ReadonlySet<string>,
  deleted: ReadonlySet<string>,
  what: string,
): { before?: string; after?: string; what: string }[] {
  const byName = Map.groupBy(added, nameOf)
  const moved = [...deleted].flatMap((before) => {
    const after = byName.get(nameOf(before))?.shift()
    return after === undefined ? [] : [{ before, after, what }]
  })
  const sources = new Set(moved.map(({ before }) => before))
  const targets = new Set(moved.map(({ after }) => after))
  return [
    ...moved,
    ...[...added].filter((id) => !targets.has(id)).map((after) => ({ after, what })),
    ...[...deleted].filter((id) => !sources.has(id)).map((before) => ({ before, what })),
  ]
}

function nameOf(id: string): string {
  return id.slice(id.indexOf('#') + 1)
}

function groupChanges({ support }: Facts): Change[] {
  return support.groups.map((group) => ({
    kind: 'group',
    id: group.join(', '),
    explanation: `${group.join(', ')} are only right together`,
  }))
}
