import { createHash } from 'node:crypto'
import type { Node } from '@oxc-project/types'
import { walk } from 'oxc-walker'
import type { Declarations } from './declarations.ts'
import type { Names } from './names.ts'

/** Types as text, and fingerprints that are equal exactly when the types, written out in full, are equal. */
export class TypeText {
  readonly #modules: ReadonlyMap<string, Declarations>
  readonly #names: Names

  constructor(modules: ReadonlyMap<string, Declarations>, names: Names) {
    this.#modules = modules
    this.#names = names
  }

  /** The type as written, on one line. */
  write(module: string, node: Node | null | undefined): string {
    if (node === null || node === undefined) return ''
    const source = this.#modules.get(module)?.file.source ?? ''
    return source.slice(node.start, node.end).replace(/^:\s*/, '').replaceAll(/\s+/g, ' ')
  }

  /**
   * Fingerprint of a type's text together with the interfaces and aliases that the nodes name.
   * @param classFields how a class counts: its name alone ('name': signatures) or with its fields ('fields': representations)
   */
  fingerprint(text: string, module: string, nodes: readonly (Node | null | undefined)[], classFields: 'name' | 'fields'): string {
    const expansions = new Map<string, string>()
    for (const node of nodes) this.#expand(module, node, classFields, expansions)
    const expanded = [...expansions].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, meaning]) => `${name}=${meaning}`)
    return digest([text, ...expanded].join('\n'))
  }

  #expand(module: string, node: Node | null | undefined, classFields: 'name' | 'fields', into: Map<string, string>): void {
    if (node === null || node === undefined) return
    walk(node, {
      enter: (inner) => {
        if (inner.type === 'Identifier') this.#expandName(module, inner.name, classFields, into)
      },
    })
  }

  #expandName(module: string, name: string, classFields: 'name' | 'fields', into: Map<string, string>): void {
    const meaning = this.#names.find(module, name)
    if (meaning === undefined || meaning.kind === 'namespace') return
    if (meaning.kind === 'outside') {
      into.set(name, `${meaning.specifier}#${meaning.imported}`)
      return
    }
    const key = `${meaning.module}#${meaning.name}`
    if (into.has(key)) return
    const declarations = this.#modules.get(meaning.module)
    const alias = declarations?.types.get(meaning.name)
    const declared = declarations?.values.get(meaning.name)
    if (alias !== undefined) {
      into.set(key, this.write(meaning.module, alias))
      this.#expand(meaning.module, alias, classFields, into)
    } else if (declared?.kind === 'class') {
      into.set(key, 'class')
      if (classFields === 'name') return
      const fields = declared.node.body.body.filter((member) => member.type === 'PropertyDefinition' && !member.static)
      into.set(key, fields.map((field) => this.#writeField(meaning.module, field)).join(';'))
      for (const field of fields) this.#expandField(meaning.module, field, into)
      if (declared.node.superClass?.type === 'Identifier') this.#expandName(meaning.module, declared.node.superClass.name, classFields, into)
    }
  }

  /** A field counts by name and type; by its initialiser only where no type is written. */
  #writeField(module: string, field: Node): string {
    if (field.type !== 'PropertyDefinition') return ''
    const name = this.write(module, field.key)
    return `${name}${field.optional === true ? '?' : ''}:${typeOfField(this, module, field)}`
  }

  #expandField(module: string, field: Node, into: Map<string, string>): void {
    if (field.type !== 'PropertyDefinition') return
    this.#expand(module, field.typeAnnotation ?? field.value, 'fields', into)
  }
}

/** Type of a field or variable: as annotated, else as its initialiser tells. */
export function typeOfField(types: TypeText, module: string, node: { readonly typeAnnotation?: Node | null; readonly value: Node | null }): string {
  if (node.typeAnnotation !== null && node.typeAnnotation !== undefined) return types.write(module, node.typeAnnotation)
  return inferredType(types, module, node.value)
}

/** `new Fib()` is a Fib and `0` a number; anything else counts as written. */
export function inferredType(types: TypeText, module: string, value: Node | null): string {
  if (value === null) return 'undefined'
  if (value.type === 'Literal') return value.value === null ? 'null' : typeof value.value
  if (value.type === 'UnaryExpression' && value.argument.type === 'Literal') return typeof value.argument.value
  if (value.type === 'NewExpression') return `${types.write(module, value.callee)}${types.write(module, value.typeArguments)}`
  return types.write(module, value)
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
