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
  /** Where each id of the program is named, in the support module's text. */
  readonly named: ReadonlyMap<string, number>
}

export interface Module {
  /** Path inside the version folder, e.g. `fib.ts`. */
  readonly name: string
  readonly path: string
  /** JavaScript with every type blanked out: offsets and lines are those of the source. */
  readonly text: string
  readonly lineStarts: readonly number[]
  /** Modules whose values it imports. */
  readonly imports: readonly string[]
  /** In source order. */
  readonly entities: readonly Entity[]
}

export type Entity = Procedure | Adt | Datum | Constant

/** Offsets in a module's text. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** The declaration without `export`. */
interface Located extends Range {
  readonly id: string
  readonly name: string
  readonly module: string
  readonly line: number
  readonly references: readonly Reference[]
}

export interface Procedure extends Located {
  readonly entity: 'procedure'
  readonly form: 'function' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor'
  /** Id of the class that a method belongs to. */
  readonly adt?: string
  readonly static: boolean
  /** Other modules can name it; of a member: its class is exported, and it is not private to it. */
  readonly exported: boolean
  readonly async: boolean
  readonly generator: boolean
  /** Written as a method in an object literal: its text lacks `function`. */
  readonly headless: boolean
  /** Where a function declaration gives its name. */
  readonly nameAt?: Range
  readonly signature: Signature
  /** The block, or an arrow's expression; a default constructor has none. */
  readonly body?: Range & { readonly expression: boolean }
  readonly uses: Uses
  /** Where it suspends and goes on, for the traced linkage. */
  readonly suspensions: readonly Suspension[]
  /** Equal exactly when the code is: comments, layout, types and local import names aside. */
  readonly fingerprint: string
}

export interface Suspension extends Range {
  /** `handler`: a catch or finally block, which may go on after a suspension that failed. */
  readonly kind: 'await' | 'yield' | 'for-await' | 'handler'
  /** Start of the operand; of the body for `for await`. */
  readonly operand: number
}

/** What a procedure does that the references do not show. */
export interface Uses {
  /** Members that are called. */
  readonly memberCalls: readonly MemberUse[]
  /** Members that are read without being called, or written: getters, setters, methods as values. */
  readonly memberAccesses: readonly MemberAccess[]
  /** Calls a value: a parameter, an element, the result of a call. */
  readonly unknownCall: boolean
  /** Calls a member whose name is computed. */
  readonly computedMember: boolean
  /** Reads or writes a member whose name is computed and may be other than a number. */
  readonly computedAccess: boolean
  /** Creates functions that may outlive or leave its own body. */
  readonly escapingClosure: boolean
  /** Steps iterators, its own ones or through the language. */
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

/** A method call: where it stands, and what is known of its receiver. */
export interface MemberUse extends Range {
  readonly name: string
  /** Id of the receiver's class, or `builtin` for an object of the language; absent where it may be anything. */
  readonly on?: string
  /** Called on `super`, on `this`, on a class by its name. */
  readonly through?: 'super' | 'this' | 'class'
  /** `receiver['name']`: the range is that of the literal. */
  readonly quoted: boolean
  readonly receiver: Range
  /** End of the whole call. */
  readonly callEnd: number
  readonly arguments: {
    /** Of the first one; of the closing parenthesis where there is none. */
    readonly start: number
    /** Undefined where one is spread. */
    readonly count?: number
  }
  /** Its arguments, where they do something of their own before the call. */
  readonly busyArguments?: BusyArguments
  /** `o?.m()`, or anything in the receiver that ends the chain early. */
  readonly optionalReceiver: boolean
  /** `o.m?.()` */
  readonly optionalCall: boolean
}

export interface MemberAccess {
  readonly name: string
  /** As in `MemberUse`. */
  readonly on?: string
  readonly read: boolean
  readonly written: boolean
}

export interface Signature {
  readonly parameters: readonly Parameter[]
  readonly result: string
  /** As a person would write it. */
  readonly text: string
  /** Equal exactly when parameters and result are of equal types, the types of the program written out. */
  readonly fingerprint: string
  /** Ids of the classes that parameters and result are made of, the other types of the program written out. */
  readonly classes: readonly string[]
}

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly rest: boolean
}

/** An abstract data type: a top-level class. Its methods are the type manager, its fields the representation. */
export interface Adt extends Located {
  readonly entity: 'adt'
  readonly extends?: Reference | 'outside'
  /** Range of the `extends` expression when it is not of the program. */
  readonly outsideParent?: Range
  /** Its objects may stand where one of the language's is expected: it extends or implements such a type. */
  readonly substitute: boolean
  readonly bodyStart: number
  readonly fields: readonly Field[]
  /** A field's initialiser calls something: then a constructor runs before its own body does. */
  readonly busyFields: boolean
  /** Ids, in source order; the constructor is always there. */
  readonly procedures: readonly string[]
  /** Equal exactly when the fields are the same with the same types. */
  readonly representation: string
}

interface Field extends Range {
  readonly name: string
  readonly type: string
}

/** Static data: a module's top-level `let` or `const` that is not a constant. */
export interface Datum extends Located {
  readonly entity: 'datum'
  readonly mutable: boolean
  readonly type: string
  readonly initialiser?: Range
  /** What the initialiser does. */
  readonly uses: Uses
  /** Equal exactly when it is declared alike and every type it is made of is represented alike. */
  readonly representation: string
  readonly component: string
}

/** A top-level `const` whose initialiser is a literal, a frozen literal or made of such: code, not state. */
export interface Constant extends Located {
  readonly entity: 'constant'
  readonly initialiser: Range
  /** Written out where it is used. */
  readonly inline: boolean
  readonly fingerprint: string
}

export type ReferenceUse = 'call' | 'value' | 'new' | 'instanceof' | 'static-member' | 'extends' | 'write'

/** A place in the text where an entity of the program is named: a relocation. */
export interface Reference extends Range {
  readonly target: string
  readonly use: ReferenceUse
  /** `{ name }`: the name is also the key. */
  readonly shorthand: boolean
  /** A statement begins with it: what stands for it must not begin with a parenthesis. */
  readonly startsStatement: boolean
  /** For `static-member`: the member's name, where it is written out. */
  readonly member?: string
  /** For `call` and `new`. */
  readonly busyArguments?: BusyArguments
}
