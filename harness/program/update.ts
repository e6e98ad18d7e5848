import type { ChangeKind } from './change-kind.ts'
import { methodName } from './call-graph.ts'
import type { Adt, Procedure, Program, SupportCode } from './program.ts'
import { entryProcedure } from './entry.ts'

/** Going from one version to another on a running program: what differs, and the support code. */
export interface Update {
  readonly name: string
  readonly from: Program
  /** The new version, compiled together with the support code. */
  readonly to: Program
  readonly changes: readonly Change[]
  readonly kinds: readonly ChangeKind[]
  readonly support: SupportCode
  /** Procedures of both versions whose code is not the same, or works on constants or representations that are not. */
  readonly affected: ReadonlySet<string>
  readonly added: ReadonlySet<string>
  readonly deleted: ReadonlySet<string>
  /** Procedures of both versions with different parameters or results. */
  readonly interfaces: ReadonlySet<string>
  /** Static data and types of both versions that are represented differently. */
  readonly representations: ReadonlySet<string>
}

export interface Change {
  readonly kind: ChangeKind
  /** Id of what changes. */
  readonly id: string
  readonly explanation: string
}

const noSupport: SupportCode = { module: '', interprocedures: new Map(), mappers: new Map(), converters: new Map(), groups: [], order: [], lines: 0 }

/** Compares two versions and classifies each change. */
export function compareVersions(name: string, from: Program, to: Program): Update {
  const support = to.support ?? noSupport
  const newProcedures = [...to.procedures.values()].filter(({ module }) => module !== support.module)
  const added = new Set(newProcedures.filter(({ id }) => !from.procedures.has(id)).map(({ id }) => id))
  const deleted = new Set([...from.procedures.keys()].filter((id) => !to.procedures.has(id)))
  const representations = new Set([...changedRepresentations(from.data, to.data), ...changedRepresentations(from.adts, to.adts)])
  const common = newProcedures.flatMap((next) => {
    const previous = from.procedures.get(next.id)
    return previous === undefined ? [] : [{ previous, next }]
  })
  const interfaces = new Set(common.filter(({ previous, next }) => previous.signature.fingerprint !== next.signature.fingerprint).map(({ next }) => next.id))
  const affected = new Set(common.filter(({ previous, next }) => interfaces.has(next.id) || isAffected(previous, next, from, to, representations)).map(({ next }) => next.id))
  const facts = { from, to, support, added, deleted, interfaces, representations, affected }
  const changes = [...stateChanges(facts), ...codeChanges(facts), ...structureChanges(facts), ...groupChanges(facts)]
  return { name, ...facts, changes, kinds: summarise(changes) }
}

type Facts = Pick<Update, 'from' | 'to' | 'support' | 'added' | 'deleted' | 'interfaces' | 'representations' | 'affected'>

function changedRepresentations(from: ReadonlyMap<string, { readonly representation: string }>, to: ReadonlyMap<string, { readonly representation: string }>): string[] {
  return [...to].filter(([id, { representation }]) => from.has(id) && from.get(id)?.representation !== representation).map(([id]) => id)
}

function isAffected(previous: Procedure, next: Procedure, from: Program, to: Program, representations: ReadonlySet<string>): boolean {
  if (previous.fingerprint !== next.fingerprint) return true
  if (next.adt !== undefined && representations.has(next.adt)) return true
  if (next.form === 'constructor' && next.adt !== undefined && fieldCode(from, next.adt) !== fieldCode(to, next.adt)) return true
  return next.references.some(({ target }) => representations.has(target) || constantValue(from, target) !== constantValue(to, target))
}

/** Text of a class's fields, which its constructor runs. */
function fieldCode(program: Program, id: string): string {
  const adt = program.adts.get(id)
  const text = program.modules.find(({ name }) => name === adt?.module)?.text ?? ''
  return (adt?.fields ?? []).map(({ start, end }) => text.slice(start, end).replaceAll(/\s+/g, ' ')).join(';')
}

/** A constant's value as code, with that of the constants it is made of. */
function constantValue(program: Program, id: string): string {
  const constant = program.constants.get(id)
  if (constant === undefined) return ''
  return [constant.fingerprint, ...constant.references.map(({ target }) => constantValue(program, target))].join()
}

function stateChanges({ representations, to }: Facts): Change[] {
  return [...representations].map((id) => ({ kind: 'state', id, explanation: to.adts.has(id) ? `the fields of ${id} are others` : `${id} is of another type or representation` }))
}

function codeChanges({ affected, interfaces, from, to }: Facts): Change[] {
  return [...affected].flatMap((id): Change[] => {
    const next = to.procedures.get(id)
    const previous = from.procedures.get(id)
    if (next === undefined || previous === undefined) return []
    const changes: Change[] = []
    if (interfaces.has(id)) {
      const kind = isCalledAcross(next, to) ? 'protocol' : 'interface'
      changes.push({ kind, id, explanation: `${previous.signature.text} becomes ${next.signature.text}` })
    } else if (isStateful(next, to)) {
      changes.push({ kind: 'body-stateful', id, explanation: `another implementation of ${id}, which retains state` })
    } else {
      changes.push({ kind: 'body', id, explanation: `another implementation of ${id}` })
    }
    if (id === entryProcedure || previous.uses.endlessLoop) changes.push({ kind: 'active', id, explanation: `${id} is always on the stack` })
    return changes
  })
}

function structureChanges({ added, deleted, from, to }: Facts): Change[] {
  const moved = new Map([...deleted].flatMap((id) => {
    const name = from.procedures.get(id)?.name
    const target = [...added].find((candidate) => to.procedures.get(candidate)?.name === name)
    return target === undefined ? [] : [[id, target] as const]
  }))
  const movedTo = new Set(moved.values())
  return [
    ...[...moved].map(([id, target]): Change => ({ kind: 'move', id, explanation: `${id} moves to ${target}` })),
    ...[...added].filter((id) => !movedTo.has(id)).map((id): Change => ({ kind: 'add', id, explanation: `${id} is new` })),
    ...[...deleted].filter((id) => !moved.has(id)).map((id): Change => ({ kind: 'delete', id, explanation: `${id} is gone` })),
    ...[...to.data.values()].filter(({ id, module }) => !from.data.has(id) && from.modules.some(({ name }) => name === module)).map(({ id }): Change => ({ kind: 'add', id, explanation: `static data ${id} is new` })),
    ...[...from.data.keys()].filter((id) => !to.data.has(id)).map((id): Change => ({ kind: 'delete', id, explanation: `static data ${id} is gone` })),
  ]
}

function groupChanges({ support }: Facts): Change[] {
  return support.groups.map((group) => ({ kind: 'group', id: group.join(', '), explanation: `${group.join(', ')} are only right together` }))
}

/** A procedure retains state when it works on static data or on the fields of its type. */
function isStateful(procedure: Procedure, program: Program): boolean {
  const adt: Adt | undefined = procedure.adt === undefined ? undefined : program.adts.get(procedure.adt)
  return (adt?.fields.length ?? 0) > 0 || procedure.references.some(({ target }) => program.data.has(target))
}

function isCalledAcross(procedure: Procedure, program: Program): boolean {
  const component = program.components.get(procedure.module)
  return [...program.procedures.values()].some((caller) => program.components.get(caller.module) !== component && (program.calls.get(caller.id) ?? []).includes(procedure.id) && program.components.get(caller.module) !== 'program')
}

/** Kinds of an update as a whole: interface and state together are a kind of their own. */
function summarise(changes: readonly Change[]): ChangeKind[] {
  const kinds = new Set(changes.map(({ kind }) => kind))
  if (kinds.has('interface') && kinds.has('state')) kinds.add('interface+state')
  return [...kinds]
}

/** What a receiver is asked for, where a method's interface changed: other names need other slots. */
export function changedMethodNames(update: Pick<Update, 'to' | 'interfaces'>): ReadonlySet<string> {
  return new Set([...update.interfaces].flatMap((id) => {
    const procedure = update.to.procedures.get(id)
    return procedure?.form === 'method' ? [methodName(procedure)] : []
  }))
}
