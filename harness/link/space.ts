import type { AdtImage, DatumImage, Image, ProcedureImage, Unit } from './image.ts'
import type { Constructor, Memory } from './memory.ts'
import { runUnit, type Factory } from './run-unit.ts'
import { TraceFrames, type TraceHooks } from './trace-frames.ts'

export { Memory, type Constructor, type Identity } from './memory.ts'
export type { TraceHooks } from './trace-frames.ts'

/** A procedure as it is bound: called with the program's own arguments. */
export type Code = (...values: never[]) => unknown
type Table = Record<string, unknown>

export interface LoadOptions {
  readonly tables: 'shared' | 'per-version'
  readonly flag: Int32Array
  readonly hooks: object
  readonly trace?: TraceHooks
  /** Makes what stands here for a procedure that runs at another site. */
  readonly createStub?: (procedure: ProcedureImage, version: string) => Code
  /** Makes a factory of a unit's text; each load compiles its own unless something else is said. */
  readonly compile?: ((unit: Unit) => Factory) | undefined
}

/** What units find in `$0` when they are loaded; see `Handles.environment`. */
interface Environment extends ReturnType<typeof createEnvironment> {
  readonly tables: Record<string, Table>
  readonly adts: Memory['adts']
  readonly cells: Memory['cells']
  readonly constants: Record<string, unknown>
  readonly pointers: Record<string, unknown>
}

/** What a version defines, by id: the same for each site and each run that loads it. */
interface ImageIndex {
  readonly procedures: ReadonlyMap<string, ProcedureImage>
  readonly adts: ReadonlyMap<string, AdtImage>
  readonly data: ReadonlyMap<string, DatumImage>
  /** An identity is made after the one that it inherits from. */
  readonly parentsFirst: readonly AdtImage[]
  readonly modules: ReadonlySet<string>
  readonly remote: readonly ProcedureImage[]
}

const indexes = new WeakMap<Image, ImageIndex>()

function indexImage({ procedures, adts, data }: Image): ImageIndex {
  const adtsById = new Map(adts.map((adt) => [adt.id, adt]))
  return {
    procedures: new Map(procedures.map((procedure) => [procedure.id, procedure])),
    adts: adtsById,
    data: new Map(data.map((datum) => [datum.id, datum])),
    parentsFirst: orderParentsFirst(adtsById),
    modules: new Set(procedures.map(({ module }) => module)),
    remote: procedures.filter(({ remote }) => remote === true),
  }
}

/** What emitted text may use in either form. */
export function createEnvironment(image: Image, { flag, hooks, trace }: Omit<LoadOptions, 'tables'>) {
  return {
    $c: new Int32Array(image.procedures.length + 1),
    $f: flag,
    $h: hooks,
    $x: trace === undefined ? undefined : new TraceFrames(trace),
    $base: function () {},
    $apply: (method: Code, ...values: never[]): unknown => method(...values),
  }
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
  readonly #units = new Map<string, Code | Constructor>()
  readonly #initialisers = new Map<string, () => unknown>()
  readonly #environment: Environment
  readonly #index: ImageIndex
  readonly #compile: (unit: Unit) => Factory
  #pending: readonly Unit[]
  #loaded = 0

  constructor(memory: Memory, image: Image, options: LoadOptions) {
    this.image = image
    this.#memory = memory
    this.#compile = options.compile ?? runUnit
    this.#index = indexes.getOrInsertComputed(image, indexImage)
    this.#pending = image.units
    for (const adt of this.#index.parentsFirst) memory.identify(adt)
    for (const datum of image.data) memory.cells[datum.key] ??= { [datum.name]: undefined }
    const tables = options.tables === 'shared' ? memory.tables : {}
    for (const module of this.#index.modules) tables[module] ??= {}
    this.#environment = {
      ...createEnvironment(image, options),
      tables,
      adts: memory.adts,
      cells: memory.cells,
      constants: {},
      pointers: {},
    }
    this.counts = this.#environment.$c
    for (const procedure of this.#index.remote) this.#units.set(procedure.id, createStub(procedure, image, options))
  }

  /** Loads the next `count` units; true when all are loaded. Loading disturbs nothing that is bound. */
  load(count = Infinity): boolean {
    const end = Math.min(this.#pending.length, this.#loaded + count)
    for (; this.#loaded < end; this.#loaded++) this.#loadUnit(this.#pending[this.#loaded]!)
    return this.#loaded === this.#pending.length
  }

  has(id: string): boolean {
    return this.#units.has(id)
  }

  /** Whether a procedure of the version runs at another site: its code here is a stub, or there is none. */
  isElsewhere(id: string): boolean {
    const procedure = this.#index.procedures.get(id)
    return procedure !== undefined && (procedure.remote === true || !this.has(id))
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
    if (isMember(procedure)) {
      return Object.getOwnPropertyDescriptor(this.#home(procedure), keyOf(procedure))?.[accessor(procedure)] as unknown
    }
    return this.#environment.tables[procedure.module]?.[procedure.slot]
  }

  /** Binds this version's reference to a procedure to its own code, or to `code` (an interprocedure, another version's). */
  bind(id: string, code: unknown = this.code(id)): void {
    const procedure = this.#procedure(id)
    if (isMember(procedure)) {
      bindMember(this.#home(procedure), procedure, code)
      return
    }
    enter(this.#environment.tables[procedure.module] ?? {}, procedure.slot, code)
    const adt = this.#index.adts.get(procedure.adt ?? '')
    if (adt !== undefined) this.#memory.adopt(adt, code)
  }

  /** Takes away the binding of a procedure that the version no longer has. */
  unbind(id: string): void {
    const procedure = this.#procedure(id)
    if (isMember(procedure)) unbindMember(this.#home(procedure), procedure)
    else enter(this.#environment.tables[procedure.module] ?? {}, procedure.slot, undefined)
  }

  datum(id: string): DatumImage | undefined {
    return this.#index.data.get(id)
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

  /** Lets go of the code, so that it can be collected. */
  free(): void {
    this.#units.clear()
    this.#initialisers.clear()
    this.#pending = []
    this.#loaded = 0
  }

  #loadUnit(unit: Unit): void {
    const value = this.#compile(unit)(this.#environment)
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
      case 'procedure':
      case 'program':
        this.#units.set(unit.id, this.#piece(this.#procedure(unit.id), value))
    }
  }

  /** A method's factory gives an object with the method in it; a class is given the type's prototype chain. */
  #piece(procedure: ProcedureImage, value: unknown): Code | Constructor {
    const adt = this.#index.adts.get(procedure.adt ?? '')
    if (adt === undefined) return value as Code
    if (procedure.form === 'constructor') {
      this.#memory.attach(adt, value as Constructor)
      return value as Constructor
    }
    const own = Object.getOwnPropertyDescriptors(value as object)
    const key = Reflect.ownKeys(own)[0] ?? ''
    return own[key as keyof typeof own]?.[accessor(procedure)] as Code
  }

  #procedure(id: string): ProcedureImage {
    const procedure = this.#index.procedures.get(id)
    if (procedure === undefined) throw new Error(`${this.image.version} has no procedure ${id}`)
    return procedure
  }

  #home(procedure: ProcedureImage): object {
    const identity = this.#memory.adts[procedure.adt ?? '']
    if (identity === undefined) throw new Error(`no type ${procedure.adt ?? ''}`)
    return procedure.static ? identity : (identity.prototype as object)
  }
}

function createStub(procedure: ProcedureImage, { version }: Image, options: LoadOptions): Code {
  if (options.createStub !== undefined) return options.createStub(procedure, version)
  throw new Error(`${procedure.id} runs at another site, and this one is on no network`)
}

/**
 * Sets an entry of a table. The first time it is defined: entries that are assigned under computed names would make a
 * dictionary of a table of more than a dozen, and every call through it slow.
 */
function enter(table: Table, slot: string, code: unknown): void {
  if (Object.hasOwn(table, slot)) table[slot] = code
  else if (code !== undefined) {
    Object.defineProperty(table, slot, { value: code, writable: true, configurable: true, enumerable: true })
  }
}

function bindMember(home: object, procedure: ProcedureImage, code: unknown): void {
  const key = keyOf(procedure)
  if (procedure.form === 'method') {
    Object.defineProperty(home, key, { value: code, writable: true, configurable: true, enumerable: false })
    return
  }
  // A method of the name gives way; the other one of a getter and its setter stays.
  if (Object.getOwnPropertyDescriptor(home, key)?.value !== undefined) Reflect.deleteProperty(home, key)
  Object.defineProperty(home, key, { [accessor(procedure)]: code, configurable: true, enumerable: false })
}

/** A getter and its setter go one by one; what has come to stand under the name since then stays. */
function unbindMember(home: object, procedure: ProcedureImage): void {
  const key = keyOf(procedure)
  const bound = Object.getOwnPropertyDescriptor(home, key)
  if (bound?.[accessor(procedure)] === undefined) return
  const other = procedure.form === 'getter' ? 'set' : 'get'
  if (procedure.form === 'method' || bound[other] === undefined) Reflect.deleteProperty(home, key)
  else Object.defineProperty(home, key, { [accessor(procedure)]: undefined })
}

function orderParentsFirst(adts: ReadonlyMap<string, AdtImage>): AdtImage[] {
  const ordered = new Set<AdtImage>()
  const visit = (adt: AdtImage, seen: readonly string[]): void => {
    const parent = adts.get(adt.parent ?? '')
    if (parent !== undefined && !seen.includes(parent.id)) visit(parent, [...seen, parent.id])
    ordered.add(adt)
  }
  for (const adt of adts.values()) visit(adt, [adt.id])
  return [...ordered]
}

function isMember(procedure: ProcedureImage): boolean {
  return procedure.adt !== undefined && procedure.form !== 'constructor'
}

/** Key on the prototype: `[Symbol.iterator]` is the symbol. */
function keyOf({ slot }: ProcedureImage): PropertyKey {
  if (!slot.startsWith('[')) return slot
  const [, name] = /^\[Symbol\.(\w+)\]$/.exec(slot) ?? []
  return name === undefined ? slot : (Symbol[name as keyof typeof Symbol] as symbol)
}

function accessor(procedure: ProcedureImage): 'get' | 'set' | 'value' {
  return procedure.form === 'getter' ? 'get' : procedure.form === 'setter' ? 'set' : 'value'
}
