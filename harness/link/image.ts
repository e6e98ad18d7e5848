/**
 * A version compiled for linking under one linkage: text to be loaded at a site, with tables of what it defines and
 * needs. Plain data, so that it can be sent to a site.
 */
export interface Image {
  readonly version: string
  readonly form: 'scope' | 'units'
  readonly units: readonly Unit[]
  readonly adts: readonly AdtImage[]
  readonly data: readonly DatumImage[]
  /** Every procedure of the version, loaded with this image or not; index i is counted at `$c[i + 1]`. */
  readonly procedures: readonly ProcedureImage[]
  /** For `scope`: which source line each emitted line comes from. */
  readonly lines: readonly { readonly emitted: number; readonly file: string; readonly line: number }[]
}

export interface ProcedureImage {
  readonly id: string
  readonly module: string
  /** Key in the module's table; for methods the slot on the prototype. */
  readonly slot: string
  readonly adt?: string
  readonly form: 'function' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor'
  readonly static: boolean
  readonly async: boolean
  readonly generator: boolean
  readonly signature: string
  readonly fingerprint: string
  /** The component that it is of; `program` where its module is of none, and so is at every site. */
  readonly component: string
  /** Has no boundary, for no command can be noticed while it runs: it is never on the stack when the stack is read. */
  readonly leftOut?: boolean
  /** Runs at another site: what is bound here is a stub. */
  readonly remote?: boolean
}

/** One separately bound piece of code. Its text is a factory: it takes the environment and returns the piece. */
export interface Unit {
  readonly id: string
  readonly kind: 'procedure' | 'pointer' | 'constant' | 'initialiser' | 'program'
  readonly text: string
  readonly file: string
  /** Source line on which the text begins. */
  readonly line: number
}

export interface AdtImage {
  readonly id: string
  readonly name: string
  readonly representation: string
  /** Names of the fields that its own constructor makes. */
  readonly fields: readonly string[]
  readonly parent?: string
  /** Extends a class of the language, such as Error. */
  readonly outsideParent?: string
}

export interface DatumImage {
  readonly id: string
  readonly name: string
  /** Where it is kept: versions that say the same key share it. */
  readonly key: string
  /** As annotated, else as its initialiser tells. */
  readonly type: string
  readonly representation: string
  readonly component: string
}
