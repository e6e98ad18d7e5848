import vm from 'node:vm'
import type { DatumImage, Image, ProcedureImage, Unit } from './image.ts'

/** A procedure as it is bound: called with the program's own arguments. */
export type Code = (...values: never[]) => unknown
type Factory = (environment: Environment) => unknown

/** Where a static datum is kept: `{ table: … }`, so that each has a shape of its own. */
export type Cell = Record<string, unknown>

/** What records a trace and offers every boundary as an update point; absent from a timed program. */
export interface TraceHooks {
  enter(version: string, index: number, self: unknown): unknown
  exit(token: unknown): void
  suspend(token: unknown, value: unknown): unknown
  resume(token: unknown, value: unknown): unknown
  construct(version: string, adt: string, self: object): void
}

interface Environment {
  readonly tables: Record<string, Record<string, unknown>>
  readonly adts: Record<string, unknown>
  readonly cells: Record<string, Cell>
  readonly constants: Record<string, unknown>
  readonly pointers: Record<string, unknown>
  readonly $c: Int32Array
  readonly $f: Int32Array
  readonly $h: object
  readonly $x: TraceHooks | undefined
  readonly $send: typeof send
  readonly $call: typeof callLate
  readonly $new: typeof constructLate
}

/** What the versions loaded at a site have in common: one identity for each type, and the places of static data. */
export class Memory {
  readonly adts: Record<string, Identity> = {}
  readonly cells: Record<string, Cell> = {}
  /** Tables that all versions share, where the linkage has one for all. */
  readonly tables: Record<string, Record<string, unknown>> = {}
  /** Constructors in force, by type: a derived class calls its parent's newest. */
  readonly constructors = new Map<string, { readonly code: Constructor; readonly parent: string | undefined }>()
}

export type Constructor = new (...values: never[]) => object
/** What all versions of a type have in common: `instanceof` asks it, and its prototype is the table of the methods. */
export type Identity = Constructor & Record<string, unknown>

export interface LoadOptions {
  readonly tables: 'shared' | 'per-version'
  readonly flag: Int32Array
  readonly hooks: object
  readonly trace?: TraceHooks
}

/**
 * A version loaded at a site: its code, its table and its counters. Nothing is bound until it is asked for, so that a
 * version can be loaded beside one that runs.
 */
export class Space {
  readonly image: Image
  readonly counts: Int32Array
  /** Static data that has a value. */
  readonly initialised = new Set<string>()
  readonly #memory: Memory
  readonly #units = new Map<string, Code | Constructor | object>()
  readonly #initialisers = new Map<string, () => unknown>()
  readonly #staticFields = new Map<string, () => unknown>()
  readonly #environment: Environment
  readonly #procedures: ReadonlyMap<string, ProcedureImage>
  #pending: readonly Unit[]

  constructor(memory: Memory, image: Image, options: LoadOptions) {
    this.image = image
    this.#memory = memory
    this.counts = new Int32Array(image.procedures.length + 1)
    this.#procedures = new Map(image.procedures.map((procedure) => [procedure.id, procedure]))
    this.#pending = image.units
    for (const adt of image.adts) createIdentity(memory, adt)
    for (const datum of image.data) memory.cells[datum.key] ??= { [datum.name]: undefined }
    const tables = options.tables === 'shared' ? memory.tables : {}
    for (const { module } of image.procedures) tables[module] ??= {}
    this.#environment = { tables, adts: memory.adts, cells: memory.cells, constants: {}, pointers: {}, $c: this.counts, $f: options.flag, $h: options.hooks, $x: options.trace, $send: send, $call: callLate, $new: constructLate }
  }

  /** Loads the next `count` units; true when all are loaded. Loading disturbs nothing that is bound. */
  load(count = Infinity): boolean {
    const end = Math.min(this.#pending.length, count)
    for (const unit of this.#pending.slice(0, end)) this.#loadUnit(unit)
    this.#pending = this.#pending.slice(end)
    return this.#pending.length === 0
  }

  has(id: string): boolean {
    return this.#units.has(id)
  }

  /** A procedure's own code in this version. */
  code(id: string): Code {
    const unit = this.#units.get(id)
    if (unit === undefined) throw new Error(`${this.image.version} has no code for ${id}`)
    return unit as Code
  }

  /** What this version's reference to a procedure leads to; undefined while it is unbound. */
  bound(id: string): unknown {
    const procedure = this.#procedure(id)
    if (isMember(procedure)) return Object.getOwnPropertyDescriptor(this.#home(procedure), keyOf(procedure))?.[accessor(procedure)] as unknown
    return this.#environment.tables[procedure.module]?.[procedure.slot]
  }

  /** Binds this version's reference to a procedure to its own code, or to `code` (an interprocedure, another version's). */
  bind(id: string, code: unknown = this.code(id)): void {
    const procedure = this.#procedure(id)
    if (!isMember(procedure)) {
      const table = this.#environment.tables[procedure.module]
      if (table !== undefined) table[procedure.slot] = code
      if (procedure.form === 'constructor' && procedure.adt !== undefined && code === this.#units.get(id)) this.#adopt(procedure.adt, code as Constructor)
      return
    }
    const home = this.#home(procedure)
    const key = keyOf(procedure)
    const previous = Object.getOwnPropertyDescriptor(home, key)
    if (procedure.form === 'method') Object.defineProperty(home, key, { value: code, writable: true, configurable: true, enumerable: false })
    else Object.defineProperty(home, key, { ...previous, [accessor(procedure)]: code, configurable: true, enumerable: false })
  }

  /** Takes away the binding of a procedure that the version no longer has. */
  unbind(id: string): void {
    const procedure = this.#procedure(id)
    if (isMember(procedure)) Reflect.deleteProperty(this.#home(procedure), keyOf(procedure))
    else Reflect.deleteProperty(this.#environment.tables[procedure.module] ?? {}, procedure.slot)
  }

  datum(id: string): DatumImage | undefined {
    return this.image.data.find((datum) => datum.id === id)
  }

  read(datum: DatumImage): unknown {
    return this.#memory.cells[datum.key]?.[datum.name]
  }

  write(datum: DatumImage, value: unknown): void {
    const cell = this.#memory.cells[datum.key]
    if (cell !== undefined) cell[datum.name] = value
    this.initialised.add(datum.key)
  }

  /** Runs the initialiser of a static datum. */
  initialise(datum: DatumImage): void {
    const initialiser = this.#initialisers.get(datum.id)
    if (initialiser === undefined) throw new Error(`${this.image.version} has no initialiser for ${datum.id}`)
    this.write(datum, initialiser())
  }

  /** Gives the static fields of its types a value where they have none. */
  initialiseStaticFields(): void {
    for (const [id, initialiser] of this.#staticFields) {
      const dot = id.lastIndexOf('.')
      const identity = this.#memory.adts[id.slice(0, dot)]
      const name = id.slice(dot + 1)
      if (identity !== undefined && !Object.hasOwn(identity, name)) identity[name] = initialiser()
    }
  }

  /** Lets go of the code, so that it can be collected. */
  free(): void {
    this.#units.clear()
    this.#initialisers.clear()
    this.#staticFields.clear()
    this.#pending = []
  }

  #loadUnit(unit: Unit): void {
    const value = runUnit(unit)(this.#environment)
    switch (unit.kind) {
      case 'constant':
        this.#environment.constants[unit.id] = value
        return
      case 'pointer':
        this.#environment.pointers[unit.id] = value
        return
      case 'initialiser':
        this.#initialisers.set(unit.id, value as () => unknown)
        return
      case 'static-field':
        this.#staticFields.set(unit.id, value as () => unknown)
        return
      default:
        this.#units.set(unit.id, this.#piece(this.#procedure(unit.id), value))
    }
  }

  /** A method's factory gives an object with the method in it; a class is given the type's prototype chain. */
  #piece(procedure: ProcedureImage, value: unknown): Code | Constructor {
    if (procedure.form === 'constructor') return this.#attach(procedure, value as Constructor)
    if (procedure.adt === undefined) return value as Code
    const own = Object.getOwnPropertyDescriptors(value as object)
    const key = Reflect.ownKeys(own)[0] ?? ''
    return own[key as keyof typeof own]?.[accessor(procedure)] as Code
  }

  #attach(procedure: ProcedureImage, constructor: Constructor): Constructor {
    const identity = this.#memory.adts[procedure.adt ?? '']
    Object.setPrototypeOf(constructor.prototype as object, (identity?.prototype ?? null) as object | null)
    Reflect.deleteProperty(constructor.prototype as object, 'constructor')
    return constructor
  }

  /** A constructor that comes into force is the one that derived classes call from now on. */
  #adopt(adt: string, code: Constructor): void {
    const parent = this.image.adts.find(({ id }) => id === adt)?.parent
    this.#memory.constructors.set(adt, { code, parent })
    const parentCode = parent === undefined ? undefined : this.#memory.constructors.get(parent)?.code
    if (parentCode !== undefined) Object.setPrototypeOf(code, parentCode)
    for (const derived of this.#memory.constructors.values()) if (derived.parent === adt) Object.setPrototypeOf(derived.code, code)
  }

  #procedure(id: string): ProcedureImage {
    const procedure = this.#procedures.get(id)
    if (procedure === undefined) throw new Error(`${this.image.version} has no procedure ${id}`)
    return procedure
  }

  #home(procedure: ProcedureImage): object {
    const identity = this.#memory.adts[procedure.adt ?? '']
    if (identity === undefined) throw new Error(`no type ${procedure.adt ?? ''}`)
    return procedure.static ? identity : (identity.prototype as object)
  }
}

/** Compiled units by text: a program that is run many times in one thread is compiled once. */
const compiled = new Map<string, vm.Script>()

/** Compiles a unit from text, so that it can be collected; its errors name the workload's own file and line. */
export function runUnit(unit: Unit): Factory {
  const key = `${unit.file}:${unit.line}:${unit.text}`
  let script = compiled.get(key)
  if (script === undefined) {
    script = new vm.Script(unit.text, { filename: unit.file, lineOffset: unit.line - 1 })
    if (compiled.size > 20_000) compiled.clear()
    compiled.set(key, script)
  }
  return script.runInThisContext() as Factory
}

function createIdentity(memory: Memory, adt: Image['adts'][number]): void {
  if (memory.adts[adt.id] !== undefined) return
  const identity = { [adt.name]: function () {} }[adt.name] as unknown as Identity
  const parent = adt.parent === undefined ? undefined : memory.adts[adt.parent]
  const outside = adt.outsideParent === undefined ? undefined : (vm.runInThisContext(adt.outsideParent) as Identity)
  const inherited = parent ?? outside
  if (inherited !== undefined) {
    Object.setPrototypeOf(identity, inherited)
    Object.setPrototypeOf(identity.prototype as object, inherited.prototype as object)
  }
  memory.adts[adt.id] = identity
}

function isMember(procedure: ProcedureImage): boolean {
  return procedure.adt !== undefined && procedure.form !== 'constructor'
}

/** Key on the prototype: `[Symbol.iterator]` is the symbol. */
function keyOf({ slot }: ProcedureImage): PropertyKey {
  const [, name] = /^\[Symbol\.(\w+)\]$/.exec(slot) ?? []
  return name === undefined ? slot : (Symbol[name as keyof typeof Symbol] as symbol)
}

function accessor(procedure: ProcedureImage): 'get' | 'set' | 'value' {
  return procedure.form === 'getter' ? 'get' : procedure.form === 'setter' ? 'set' : 'value'
}

/** Calls a method under its new slot, or under its old name on an object that is not of the program. */
function send(receiver: Record<string, (...values: unknown[]) => unknown>, slot: string, name: string): (...values: unknown[]) => unknown {
  const method = receiver[slot] ?? receiver[name]
  return (...values) => method?.apply(receiver, values)
}

/** Calls a method that is looked up when its arguments have been evaluated. */
function callLate(slot: string, name: string, receiver: Record<string, (...values: unknown[]) => unknown>, ...values: unknown[]): unknown {
  return slot in Object(receiver) ? receiver[slot]!(...values) : receiver[name]!(...values)
}

/** Constructs an object with a constructor that is looked up when its arguments have been evaluated. */
function constructLate(constructor: () => new (...values: unknown[]) => object, ...values: unknown[]): object {
  return new (constructor())(...values)
}
