import { implicitMethods, iterationMethods } from './outside.ts'
import type { Adt, MemberAccess, MemberUse, Procedure, Program, Reference } from './program.ts'

type Parts = Pick<Program, 'procedures' | 'adts' | 'data' | 'constants'>

/**
 * The call graph: for each procedure, all that it may call directly.
 *
 * It is sound, and hence sometimes too large. A method call with unknown receiver may reach every method of that name;
 * a procedure passed as a value may be called where it is passed and wherever a value is called; a function made inside
 * a procedure belongs to that procedure; a generator may be stepped by whatever steps iterators.
 * @param functionProperties names under which objects may hold functions; `*` for any
 */
export function findCalls(
  program: Parts,
  functionProperties: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const finder = new CallFinder(program, functionProperties)
  return new Map([...program.procedures.values()].map((procedure) => [procedure.id, finder.callees(procedure)]))
}

/** `find`, `get size`: what a receiver is asked for. */
export function methodName(procedure: Pick<Procedure, 'name'>): string {
  return procedure.name.slice(procedure.name.indexOf('.') + 1)
}

class CallFinder {
  readonly #program: Parts
  readonly #functionProperties: ReadonlySet<string>
  readonly #byName = new Map<string, Procedure[]>()
  readonly #children = new Map<string, string[]>()
  /** Names of all members of a type, its parents' included. */
  readonly #members = new Map<string, ReadonlySet<string>>()
  readonly #answers = new Map<string, boolean>()
  /** What every procedure may call: the language asks for it by itself. */
  readonly #implicit: readonly string[]
  readonly #iteration: readonly string[]
  /** Procedures that a call of an unknown value may reach. */
  readonly #byValue: readonly string[]
  readonly #accessors: readonly string[]
  readonly #all: readonly string[]

  constructor(program: Parts, functionProperties: ReadonlySet<string>) {
    this.#program = program
    this.#functionProperties = functionProperties
    const procedures = [...program.procedures.values()]
    const members = procedures.filter(({ adt }) => adt !== undefined)
    for (const procedure of members) append(this.#byName, methodName(procedure), procedure)
    for (const adt of program.adts.values()) {
      if (typeof adt.extends === 'object') append(this.#children, adt.extends.target, adt.id)
    }
    this.#implicit = implicitMethods.flatMap((name) => this.#named(name))
    this.#iteration = [
      ...iterationMethods.flatMap((name) => this.#named(name)),
      ...procedures.filter(({ generator }) => generator).map(({ id }) => id),
    ]
    this.#accessors = members.filter(({ form }) => form === 'getter' || form === 'setter').map(({ id }) => id)
    this.#all = members.map(({ id }) => id)
    this.#byValue = [...new Set(this.#findValues(procedures))]
  }

  callees(procedure: Procedure): string[] {
    const { uses } = procedure
    const { adts, procedures } = this.#program
    const found = new Set<string>(this.#implicit)
    const add = (ids: readonly string[]): void => {
      for (const id of ids) if (procedures.has(id)) found.add(id)
    }
    for (const reference of procedure.references) add(this.#referenced(reference))
    const adt = adts.get(procedure.adt ?? '')
    if (procedure.form === 'constructor' && adt !== undefined) {
      for (const reference of adt.references) add(this.#referenced(reference))
      if (typeof adt.extends === 'object') add([`${adt.extends.target}.constructor`])
    }
    for (const call of uses.memberCalls) add(this.#called(call, adt))
    for (const access of uses.memberAccesses) add(this.#accessed(access))
    if (uses.computedMember) add(this.#all)
    if (uses.computedAccess) add(this.#accessors)
    if (uses.unknownCall) add(this.#byValue)
    if (uses.iterates) add(this.#iteration)
    return [...found]
  }

  /** Whatever may end up as a value: procedures named, methods read, procedures whose own functions leave them. */
  #findValues(procedures: readonly Procedure[]): string[] {
    const { adts, data, constants } = this.#program
    const owners = [...procedures, ...adts.values(), ...data.values(), ...constants.values()]
    const passed = owners.flatMap(({ references }) =>
      references
        .filter(({ target, use }) => use !== 'call' && this.#program.procedures.has(target))
        .map(({ target }) => target),
    )
    const closureMakers = procedures.filter(({ uses }) => uses.escapingClosure).map(({ id }) => id)
    const methods = procedures.flatMap(({ uses }) =>
      uses.memberAccesses.filter(({ read }) => read).flatMap(({ name, on }) => this.#named(name, on)),
    )
    const anyMethod = procedures.some(({ uses }) => uses.computedAccess) ? this.#all : []
    return [...passed, ...closureMakers, ...methods, ...anyMethod]
  }

  #called(call: MemberUse, own: Adt | undefined): readonly string[] {
    if (call.through === 'super') return this.#ancestors(own).map((ancestor) => `${ancestor}.${call.name}`)
    const found = [...this.#named(call.name, call.on), ...this.#named(`get ${call.name}`, call.on)]
    return this.#mayBeProperty(call) ? [...found, ...this.#byValue] : found
  }

  /** Whether what is called may be a function that an object holds under that name. */
  #mayBeProperty({ name, on }: MemberUse): boolean {
    if (on === 'builtin') return false
    if (on !== undefined && this.#hasMethod(on, name)) return false
    return this.#functionProperties.has(name) || this.#functionProperties.has('*')
  }

  #accessed({ name, on, read, written }: MemberAccess): string[] {
    const reads = read ? [...this.#named(`get ${name}`, on), ...this.#named(name, on)] : []
    return written ? [...reads, ...this.#named(`set ${name}`, on)] : reads
  }

  /** Members of a name that an object may have of which so much is known. */
  #named(name: string, on?: string): string[] {
    const candidates = this.#byName.get(name) ?? []
    return candidates.filter((candidate) => on === undefined || this.#mayBeOn(candidate, on)).map(({ id }) => id)
  }

  #mayBeOn({ adt = '' }: Procedure, on: string): boolean {
    const key = `${adt} ${on}`
    let may = this.#answers.get(key)
    if (may === undefined) {
      may = this.#lineage(on).includes(adt) || [adt, ...this.#descendants(adt)].some((id) => this.#mayStandFor(id, on))
      this.#answers.set(key, may)
    }
    return may
  }

  /** Whether an object of a class may be found where one of another is expected, or one of the language. */
  #mayStandFor(id: string, on: string): boolean {
    const lineage = this.#lineage(id)
    if (on === 'builtin') return lineage.some((each) => this.#program.adts.get(each)?.substitute === true)
    return lineage.includes(on) || this.#isLike(id, on)
  }

  /** Types are compared by their members: an object of another class with the same ones may stand for one of this. */
  #isLike(adt: string, other: string): boolean {
    const members = this.#membersOf(adt)
    return [...this.#membersOf(other)].every((member) => members.has(member))
  }

  #membersOf(id: string): ReadonlySet<string> {
    let members = this.#members.get(id)
    if (members === undefined) {
      members = new Set(
        this.#lineage(id).flatMap((each) => {
          const adt = this.#program.adts.get(each)
          const methods = (adt?.procedures ?? [])
            .flatMap((method) => this.#program.procedures.get(method) ?? [])
            .filter(({ form, static: isStatic }) => form !== 'constructor' && !isStatic)
          return [
            ...(adt?.fields ?? []).map(({ name }) => name),
            ...methods.map((method) => methodName(method).replace(/^[gs]et /, '')),
          ]
        }),
      )
      this.#members.set(id, members)
    }
    return members
  }

  #hasMethod(adt: string, name: string): boolean {
    return this.#lineage(adt).some((id) => this.#program.procedures.has(`${id}.${name}`))
  }

  /** Procedures that a reference may call; ids of procedures that do not exist are dropped later. */
  #referenced({ target, use, member }: Reference): string[] {
    if (!this.#program.adts.has(target)) return [target]
    if (use === 'new') return [`${target}.constructor`]
    if (use !== 'static-member') return []
    const owners = this.#lineage(target)
    if (member === undefined) return owners.flatMap((owner) => this.#program.adts.get(owner)?.procedures ?? [])
    return owners.flatMap((owner) => ['', 'get ', 'set '].map((prefix) => `${owner}.${prefix}${member}`))
  }

  /** The type itself and what it extends. */
  #lineage(id: string): string[] {
    const adt = this.#program.adts.get(id)
    return adt === undefined ? [] : [id, ...this.#ancestors(adt)]
  }

  #ancestors(adt: Adt | undefined): string[] {
    const found: string[] = []
    for (
      let next = adt;
      next !== undefined && typeof next.extends === 'object' && !found.includes(next.extends.target);
      next = this.#program.adts.get(next.extends.target)
    ) {
      found.push(next.extends.target)
    }
    return found
  }

  #descendants(id: string): string[] {
    const children = this.#children.get(id) ?? []
    return [...children, ...children.flatMap((child) => this.#descendants(child))]
  }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
