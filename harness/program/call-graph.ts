import type { Adt, MemberUse, Procedure, Program, Reference } from './program.ts'

/** What the language calls without a call being written. */
const implicitMethods = ['toString', 'valueOf', 'toJSON', 'then', '[Symbol.toPrimitive]', 'get [Symbol.toStringTag]']
const iterationMethods = ['[Symbol.iterator]', '[Symbol.asyncIterator]', 'next', 'return']

/**
 * The call graph: for each procedure, all that it may call directly.
 *
 * It is sound, and hence sometimes too large. A method call with unknown receiver may reach every method of that name;
 * a procedure passed as a value may be called where it is passed and wherever a value is called; a function made inside
 * a procedure belongs to that procedure.
 */
export function findCalls(program: Pick<Program, 'procedures' | 'adts'>): ReadonlyMap<string, readonly string[]> {
  const index = indexMethods(program)
  return new Map([...program.procedures.values()].map((procedure) => [procedure.id, callees(procedure, program, index)]))
}

interface MethodIndex {
  readonly byName: ReadonlyMap<string, readonly string[]>
  readonly implicit: readonly string[]
  readonly iteration: readonly string[]
  /** Procedures that a call of an unknown value may reach. */
  readonly byValue: readonly string[]
  readonly all: readonly string[]
  readonly children: ReadonlyMap<string, readonly string[]>
}

function indexMethods({ procedures, adts }: Pick<Program, 'procedures' | 'adts'>): MethodIndex {
  const byName = new Map<string, string[]>()
  const children = new Map<string, string[]>()
  for (const procedure of procedures.values()) if (procedure.adt !== undefined) append(byName, methodName(procedure), procedure.id)
  for (const adt of adts.values()) if (typeof adt.extends === 'object') append(children, adt.extends.target, adt.id)
  const named = (names: readonly string[]): string[] => names.flatMap((name) => byName.get(name) ?? [])
  const passed = [...procedures.values()].flatMap(({ references }) => references).concat([...adts.values()].flatMap(({ references }) => references))
  const byValue = passed.filter(({ target, use }) => use !== 'call' && procedures.has(target)).map(({ target }) => target)
  const closureMakers = [...procedures.values()].filter(({ uses }) => uses.escapingClosure).map(({ id }) => id)
  const methodValues = [...procedures.values()].flatMap(({ uses }) => uses.memberReads.flatMap((name) => byName.get(name) ?? []))
  return {
    byName,
    implicit: named(implicitMethods),
    iteration: named(iterationMethods),
    byValue: [...new Set([...byValue, ...closureMakers, ...methodValues])],
    all: [...procedures.values()].filter(({ adt }) => adt !== undefined).map(({ id }) => id),
    children,
  }
}

function callees(procedure: Procedure, { procedures, adts }: Pick<Program, 'procedures' | 'adts'>, index: MethodIndex): string[] {
  const found = new Set<string>(index.implicit)
  const adt = procedure.adt === undefined ? undefined : adts.get(procedure.adt)
  const add = (ids: readonly string[]): void => ids.forEach((id) => void found.add(id))
  add(procedure.references.flatMap((reference) => referenced(reference, adts)))
  if (procedure.form === 'constructor' && adt !== undefined) add([...adt.references.flatMap((reference) => referenced(reference, adts)), ...parentConstructor(adt)])
  for (const call of procedure.uses.memberCalls) {
    if (call.onSuper) add(inherited(adt, call.name, adts))
    else if (call.on === 'builtin') continue
    else {
      const receiver = known(call, adt, adts)
      if (receiver !== undefined) add(family(receiver, adts, index).flatMap((id) => [`${id}.${call.name}`, `${id}.get ${call.name}`]))
      else add([...(index.byName.get(call.name) ?? []), ...(index.byName.get(`get ${call.name}`) ?? [])])
    }
  }
  for (const name of procedure.uses.memberReads) add([...(index.byName.get(`get ${name}`) ?? []), ...(index.byName.get(name) ?? [])])
  for (const name of procedure.uses.memberWrites) add(index.byName.get(`set ${name}`) ?? [])
  if (procedure.uses.computedMember) add(index.all)
  if (procedure.uses.unknownCall) add(index.byValue)
  if (procedure.uses.iterates) add(index.iteration)
  return [...found].filter((id) => procedures.has(id))
}

/** The receiver's class, where it is known. */
function known(call: MemberUse, own: Adt | undefined, adts: ReadonlyMap<string, Adt>): Adt | undefined {
  return call.onThis ? own : call.on === undefined ? undefined : adts.get(call.on)
}

/** Procedures that a reference may call; ids of procedures that do not exist are dropped later. */
function referenced(reference: Reference, adts: ReadonlyMap<string, Adt>): string[] {
  if (!adts.has(reference.target)) return [reference.target]
  if (reference.use === 'new') return [`${reference.target}.constructor`]
  if (reference.member === undefined) return []
  const owners = [reference.target, ...ancestors(adts.get(reference.target), adts)]
  return owners.flatMap((owner) => ['', 'get ', 'set '].map((prefix) => `${owner}.${prefix}${reference.member ?? ''}`))
}

function parentConstructor(adt: Adt): string[] {
  return typeof adt.extends === 'object' ? [`${adt.extends.target}.constructor`] : []
}

function inherited(adt: Adt | undefined, name: string, adts: ReadonlyMap<string, Adt>): string[] {
  return ancestors(adt, adts).map((ancestor) => `${ancestor}.${name}`)
}

/** The type itself, what it extends and what extends it. */
function family(adt: Adt, adts: ReadonlyMap<string, Adt>, index: MethodIndex): string[] {
  const descendants: string[] = []
  const pending = [adt.id]
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    descendants.push(id)
    pending.push(...(index.children.get(id) ?? []))
  }
  return [...descendants, ...ancestors(adt, adts)]
}

function ancestors(adt: Adt | undefined, adts: ReadonlyMap<string, Adt>): string[] {
  const found: string[] = []
  for (let next = adt; next !== undefined && typeof next.extends === 'object'; next = adts.get(next.extends.target)) found.push(next.extends.target)
  return found
}

/** `find`, `get size`: what a receiver is asked for. */
export function methodName(procedure: Procedure): string {
  return procedure.name.slice(procedure.name.indexOf('.') + 1)
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
