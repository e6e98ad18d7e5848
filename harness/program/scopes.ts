import type { Node } from '@oxc-project/types'
import { ScopeTracker, walk, type ScopeTrackerNode } from 'oxc-walker'
import type { Declaration, Declarations } from './declarations.ts'
import type { Meaning, Names } from './names.ts'

/** What a name in a body stands for: something local, something of the program, or a global of the language. */
export type Resolution =
  | Meaning
  | { readonly kind: 'local'; readonly declaration: ScopeTrackerNode }
  | { readonly kind: 'global' }

/** The scopes of a module. Names are looked up from where the walk with `tracker` stands. */
export class Scopes {
  readonly tracker = new ScopeTracker({ preserveExitedScopes: true })
  readonly names: Names
  readonly module: string

  constructor(declarations: Declarations, names: Names) {
    this.names = names
    this.module = declarations.file.name
    walk(declarations.file.ast, { scopeTracker: this.tracker })
    this.tracker.freeze()
  }

  resolve(name: string): Resolution {
    const declaration = this.tracker.getDeclaration(name)
    if (declaration !== null && declaration.scope !== '') return { kind: 'local', declaration }
    // What is only declared (`declare const x`) has no meaning of its own: it is of the language.
    return this.names.find(this.module, name) ?? { kind: 'global' }
  }

  isGlobal(node: Node): boolean {
    return node.type === 'Identifier' && this.resolve(node.name).kind === 'global'
  }

  /** The top-level declaration that a name stands for. */
  entity(node: Node): { readonly id: string; readonly module: string; readonly declared: Declaration } | undefined {
    if (node.type !== 'Identifier') return undefined
    const meaning = this.resolve(node.name)
    const declared = meaning.kind === 'entity' ? this.names.declaration(meaning) : undefined
    return meaning.kind !== 'entity' || declared === undefined
      ? undefined
      : { id: meaning.id, module: meaning.module, declared }
  }
}
