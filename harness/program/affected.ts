import type { Adt, MemberAccess, Procedure, Program, Reference } from './program.ts'

interface Facts {
  /** Ids of the procedures of both versions. */
  readonly common: readonly string[]
  readonly interfaces: ReadonlySet<string>
  readonly representations: ReadonlySet<string>
}

/** Procedures of both versions whose code is not the same, or works on constants or representations that are not. */
export function findAffected(
  from: Program,
  to: Program,
  { common, interfaces, representations }: Facts,
): ReadonlySet<string> {
  const constants = new Set([...to.constants.keys()].filter((id) => valueOf(from, id) !== valueOf(to, id)))
  const fields = findChangedFields(from, to, representations)
  return new Set(
    common.filter((id) => {
      const previous = from.procedures.get(id)
      const next = to.procedures.get(id)
      if (previous === undefined || next === undefined) return false
      if (interfaces.has(id) || previous.fingerprint !== next.fingerprint) return true
      if (next.adt !== undefined && representations.has(next.adt)) return true
      if (referencesOf(next, to).some(({ target }) => representations.has(target) || constants.has(target))) return true
      return next.uses.memberAccesses.some((access) => isChanged(access, fields, to))
    }),
  )
}

/** What it names; a constructor names what the initialisers of the fields do. */
function referencesOf(procedure: Procedure, { adts }: Program): readonly Reference[] {
  const adt = procedure.form === 'constructor' ? adts.get(procedure.adt ?? '') : undefined
  return adt === undefined ? procedure.references : [...procedure.references, ...adt.references]
}

/** A constant's value as code, with that of the constants it is made of. */
function valueOf(program: Program, id: string): string {
  const constant = program.constants.get(id)
  if (constant === undefined) return ''
  return [constant.fingerprint, ...constant.references.map(({ target }) => valueOf(program, target))].join()
}

/** Field name → the types in which a field of that name differs. */
function findChangedFields(
  from: Program,
  to: Program,
  representations: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const changed = new Map<string, string[]>()
  for (const id of representations) {
    for (const name of differingFields(from.adts.get(id), to.adts.get(id))) {
      changed.set(name, [...(changed.get(name) ?? []), id])
    }
  }
  return changed
}

function differingFields(previous: Adt | undefined, next: Adt | undefined): string[] {
  const before = new Map(previous?.fields.map(({ name, type }) => [name, type]))
  const after = new Map(next?.fields.map(({ name, type }) => [name, type]))
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
}

/** Whether it may be a field that differs, of an object that the procedure was given. */
function isChanged(
  { name, on }: MemberAccess,
  fields: ReadonlyMap<string, readonly string[]>,
  { adts }: Program,
): boolean {
  const owners = fields.get(name)
  if (owners === undefined || on === 'builtin') return false
  return (
    on === undefined || owners.some((owner) => lineage(on, adts).includes(owner) || lineage(owner, adts).includes(on))
  )
}

function lineage(id: string, adts: ReadonlyMap<string, Adt>): string[] {
  const found = [id]
  for (
    let adt = adts.get(id);
    typeof adt?.extends === 'object' && !found.includes(adt.extends.target);
    adt = adts.get(adt.extends.target)
  ) {
    found.push(adt.extends.target)
  }
  return found
}
