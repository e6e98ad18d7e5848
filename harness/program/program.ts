/**
 * A parsed program: what a version folder holds, before anything is linked.
 * Everything at a module's top level is an entity with an id `module.ts#name`; methods are `module.ts#Class.method`.
 */
export interface Program {
  /** Name of the version folder, e.g. `v2`. */
  readonly version: string
  readonly folder: string
  /** Imported modules stand before those that import them. */
  readonly modules: readonly Module[]
  readonly procedures: ReadonlyMap<string, Procedure>
  readonly adts: ReadonlyMap<string, Adt>
  readonly data: ReadonlyMap<string, Datum>
  readonly constants: ReadonlyMap<string, Constant>
  /** Component of each module; modules without one are in the component `program`. */
  readonly components: ReadonlyMap<string, string>
  /** Callees of each procedure: all that it may call directly (sound, hence sometimes too many). */
  readonly calls: ReadonlyMap<string, readonly string[]>
  /** Where it was compiled together with the support code of an update to it. */
  readonly support?: SupportCode
}

/** What a human wrote for an update: ids of what is converted → ids of the procedures that do it. */
export interface SupportCode {
  readonly module: string
  readonly interprocedures: ReadonlyMap<string, string>
  readonly mappers: ReadonlyMap<string, string>
  /** One object of a type at a time. */
  readonly converters: ReadonlyMap<string, string>
  /** Semantic dependencies: procedures that are only right together. */
  readonly groups: readonly (readonly string[])[]
  /** The operator's override: each list is to be updated in this order. */
  readonly order: readonly (readonly string[])[]
  /** Lines of code, without blank ones and comments. */
  readonly lines: number
}

export interface Module {
  /** Path inside the version folder, e.g. `fib.ts`. */
  readonly name: string
  readonly path: string
  /** JavaScript with every type blanked out: offsets and lines are those of the source. */
  readonly text: string
  readonly source: string
  readonly lineStarts: readonly number[]
  /** Modules whose values it imports. */
  readonly imports: readonly string[]
  /** In source order. */
  readonly entities: readonly Entity[]
}

export type Entity = Procedure | Adt | Datum | Constant

interface Located {
  readonly id: string
  readonly name: string
  readonly module: string
  /** Offsets in the module's text: the declaration without `export`. */
  readonly start: number
  readonly end: number
  readonly line: number
  readonly references: readonly Reference[]
}

export interface Procedure extends Located {
  readonly entity: 'procedure'
  readonly form: 'function' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor'
  /** Id of the class that a method belongs to. */
  readonly adt?: string
  readonly static: boolean
  readonly async: boolean
  readonly generator: boolean
  readonly signature: Signature
  /** Of the block, or of an arrow's expression; a default constructor has none. */
  readonly body?: { readonly start: number; readonly end: number; readonly expression: boolean }
  /** Offset just behind the `super(…)` call of a derived class's constructor. */
  readonly afterSuper?: number
  readonly uses: Uses
  /** Suspension points and inner functions, for the traced linkage. */
  readonly suspensions: readonly Suspension[]
  readonly closures: readonly { readonly start: number; readonly end: number; readonly expression: boolean }[]
  /** Source without comments and white space, references resolved: equal text is equal code. */
  readonly fingerprint: string
}

export interface Suspension {
  readonly kind: 'await' | 'yield' | 'for-await'
  readonly start: number
  readonly end: number
  /** Start of the operand; of the body for `for await`. */
  readonly operand: number
}

/** What a procedure does that the references do not show. */
export interface Uses {
  /** Names of members that are called, with unknown receiver. */
  readonly memberCalls: readonly MemberUse[]
  /** Names of members that are read without being called, or written: getters, setters, methods as values. */
  readonly memberReads: readonly string[]
  readonly memberWrites: readonly string[]
  /** Calls a value: a parameter, an element, the result of a call. */
  readonly unknownCall: boolean
  readonly computedMember: boolean
  /** Creates functions that may outlive or leave its own body. */
  readonly escapingClosure: boolean
  readonly iterates: boolean
  readonly suspends: boolean
  /** Has an endless loop with a suspension in it: stays on the stack. */
  readonly endlessLoop: boolean
}

/**
 * Arguments that call or suspend. In JavaScript the callee is looked up before its arguments are evaluated: an update
 * that comes in between would be missed, so such a call has to look its callee up afterwards.
 */
export interface BusyArguments {
  /** Start of the call, or of `new`. */
  readonly call: number
  /** Start of the first argument. */
  readonly start: number
  /** They call or suspend for certain; otherwise only if one of these members is a getter. */
  readonly certain: boolean
  readonly members: readonly string[]
}

export interface MemberUse {
  readonly name: string
  /** Id of the receiver's class, or `builtin` for an object of the language; absent where it may be anything. */
  readonly on?: string
  /** Offsets of the property name and of the whole call. */
  readonly start: number
  readonly end: number
  readonly receiver: { readonly start: number; readonly end: number }
  /** Its arguments, where they do something of their own before the call. */
  readonly busyArguments?: BusyArguments
  readonly optional: boolean
  readonly onSuper: boolean
  readonly onThis: boolean
}

export interface Signature {
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly optional: boolean; readonly rest: boolean }[]
  readonly result: string
  /** As a person would write it. */
  readonly text: string
  /** Equal exactly when parameters and result are of equal types, the types of the program written out. */
  readonly fingerprint: string
}

/** An abstract data type: a top-level class. Its methods are the type manager, its fields the representation. */
export interface Adt extends Located {
  readonly entity: 'adt'
  readonly extends?: Reference | 'outside'
  /** Range of the `extends` expression when it is not of the program. */
  readonly outsideParent?: { readonly start: number; readonly end: number }
  readonly bodyStart: number
  readonly fields: readonly Field[]
  /** Ids, in source order; the constructor is always there. */
  readonly procedures: readonly string[]
  /** Equal exactly when the fields are the same with the same types. */
  readonly representation: string
}

export interface Field {
  readonly name: string
  readonly type: string
  readonly static: boolean
  readonly start: number
  readonly end: number
}

/** Static data: a module's top-level `let` or `const` that is not a constant. */
export interface Datum extends Located {
  readonly entity: 'datum'
  readonly mutable: boolean
  readonly type: string
  readonly initialiser?: { readonly start: number; readonly end: number }
  /** Equal exactly when it is declared alike and every type it is made of is represented alike. */
  readonly representation: string
  readonly component: string
}

/** A top-level `const` whose initialiser is a literal, a frozen literal or made of such: code, not state. */
export interface Constant extends Located {
  readonly entity: 'constant'
  readonly initialiser: { readonly start: number; readonly end: number }
  /** A primitive is written out where it is used. */
  readonly inline: boolean
  readonly fingerprint: string
}

export type ReferenceUse = 'call' | 'value' | 'new' | 'instanceof' | 'static-member' | 'extends' | 'read' | 'write' | 'type-only'

/** A place in the text where an entity of the program is named: a relocation. */
export interface Reference {
  readonly start: number
  readonly end: number
  readonly target: string
  readonly use: ReferenceUse
  /** `{ name }`: the name is also the key. */
  readonly shorthand: boolean
  /** For `static-member`: the member's name. */
  readonly member?: string
  /** For `call` and `new`. */
  readonly busyArguments?: BusyArguments
}
