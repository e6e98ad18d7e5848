import type { Class, Node, PropertyDefinition } from '@oxc-project/types'
import type { Declarations } from './declarations.ts'
import { fieldsOf, memberName } from './members.ts'
import { resolveSpecifier, type Meaning, type Names } from './names.ts'
import { codeShape, digest, typeShape, type Stand } from './shape.ts'
import { withoutTypes } from './without-types.ts'

type MaybeNode = Node | null | undefined
/** How a class counts: by its name alone (in a signature), or with its fields (in a representation). */
type Detail = 'name' | 'fields'

/** Types as text, and fingerprints that are equal exactly when the types, written out in full, are equal. */
export class TypeText {
  readonly #modules: ReadonlyMap<string, Declarations>
  readonly #names: Names
  readonly #version: string

  constructor(modules: ReadonlyMap<string, Declarations>, names: Names, version: string) {
    this.#modules = modules
    this.#names = names
    this.#version = version
  }

  /** The type as written, on one line. */
  write(module: string, node: MaybeNode): string {
    if (node === null || node === undefined) return ''
    const source = this.#modules.get(module)?.file.source ?? ''
    return source.slice(node.start, node.end).replace(/^:\s*/, '').replaceAll(/\s+/g, ' ')
  }

  /** Of a field or variable, as annotated, else as its initialiser tells. */
  describe(module: string, annotation: MaybeNode, value: Node | null): string {
    if (annotation !== null && annotation !== undefined) return this.write(module, annotation)
    const inner = value === null ? null : withoutTypes(value as never)
    if (inner?.type === 'Literal') return inner.value === null ? 'null' : typeof inner.value
    if (inner?.type === 'NewExpression') {
      return `${this.write(module, inner.callee)}${this.write(module, inner.typeArguments)}`
    }
    return this.write(module, value)
  }

  /** Fingerprint of types in the order given, a label before each. */
  fingerprint(module: string, parts: readonly (readonly [string, MaybeNode])[], detail: Detail): string {
    const expansions = new Map<string, string>()
    const text = parts.map(([label, node]) => `${label}:${this.#shape(module, node, detail, expansions)}`).join('\n')
    return digest([text, ...[...new Set(expansions.values())].toSorted()].join('\n'))
  }

  /** Ids of the classes that types are made of, the other types of the program written out. */
  classes(module: string, nodes: readonly MaybeNode[]): string[] {
    const expansions = new Map<string, string>()
    for (const node of nodes) this.#shape(module, node, 'name', expansions)
    return [...expansions.keys()].filter((key) => this.#isClass(key))
  }

  #isClass(key: string): boolean {
    const [module = '', name = ''] = key.split('#')
    const declarations = this.#modules.get(module)
    return declarations?.values.get(name)?.kind === 'class'
  }

  /** Of the fields of a class, with those of its parents. */
  fingerprintFields(module: string, node: Class): string {
    const expansions = new Map<string, string>()
    const text = this.#fields(module, node, expansions)
    return digest([text, ...[...new Set(expansions.values())].toSorted()].join('\n'))
  }

  #fields(module: string, node: Class, expansions: Map<string, string>): string {
    const parent = this.#shape(module, node.superClass, 'fields', expansions)
    return `${parent}{${fieldsOf(node)
      .filter((field) => !field.static)
      .map(
        (field) =>
          `${memberName(field)}${field.optional === true ? '?' : ''}:${this.#ofField(module, field, expansions)}`,
      )
      .join(';')}}`
  }

  #ofField(module: string, field: PropertyDefinition, expansions: Map<string, string>): string {
    return this.#shape(module, field.typeAnnotation ?? field.value, 'fields', expansions)
  }

  /** A type, or the type that a value has as far as its text tells. */
  #shape(module: string, node: MaybeNode, detail: Detail, expansions: Map<string, string>): string {
    if (node === null || node === undefined) return ''
    return node.type.startsWith('TS') && node.type !== 'TSAsExpression' && node.type !== 'TSSatisfiesExpression'
      ? typeShape(node, this.#stand(module, detail, expansions))
      : this.#valueShape(module, node, detail, expansions)
  }

  #valueShape(module: string, node: Node, detail: Detail, expansions: Map<string, string>): string {
    if ((node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') && !isConst(node.typeAnnotation)) {
      return this.#shape(module, node.typeAnnotation, detail, expansions)
    }
    const value = withoutTypes(node as never)
    const inner = (part: Node): string => this.#valueShape(module, part, detail, expansions)
    switch (value.type) {
      case 'Literal':
        return value.value === null ? 'null' : 'regex' in value ? 'RegExp' : typeof value.value
      case 'TemplateLiteral':
        return 'string'
      case 'UnaryExpression':
        return value.operator === '!' ? 'boolean' : value.operator === 'typeof' ? 'string' : inner(value.argument)
      case 'ArrayExpression':
        return `[${[...new Set(value.elements.map((element) => (element === null ? '' : inner(element))))].join('|')}]`
      case 'ObjectExpression':
        return `{${value.properties.map((property) => (property.type === 'Property' ? `${codeShape(property.key, () => undefined)}:${inner(property.value)}` : inner(property))).join(';')}}`
      case 'NewExpression': {
        const types =
          value.typeArguments === null || value.typeArguments === undefined
            ? ''
            : typeShape(value.typeArguments, this.#stand(module, detail, expansions))
        return `${codeShape(value.callee, this.#stand(module, detail, expansions))}${types}`
      }
      default:
        return codeShape(value, this.#stand(module, detail, expansions))
    }
  }

  /** Names stand for what they mean, wherever they come from and whatever they are called locally. */
  #stand(module: string, detail: Detail, expansions: Map<string, string>): Stand {
    return (node, key) => {
      if (node.type === 'TSQualifiedName') return this.#qualified(module, node as unknown as Node, detail, expansions)
      if (node.type !== 'Identifier' || key === 'key' || key === 'property') return undefined
      const annotation = node['typeAnnotation'] as Node | null | undefined
      // The name of a parameter says nothing about a type.
      if (key === 'params') {
        return `${node['optional'] === true ? '?' : ''}${this.#shape(module, annotation, detail, expansions)}`
      }
      const meaning = this.#names.find(module, String(node['name']))
      return meaning === undefined ? undefined : this.#expand(meaning, module, detail, expansions)
    }
  }

  /** `protocol.Route`, of a namespace import. */
  #qualified(module: string, node: Node, detail: Detail, expansions: Map<string, string>): string | undefined {
    if (node.type !== 'TSQualifiedName' || node.left.type !== 'Identifier') return undefined
    const namespace = this.#names.find(module, node.left.name)
    const meaning =
      namespace?.kind === 'namespace' ? this.#names.findExport(namespace.module, node.right.name) : undefined
    return meaning === undefined ? undefined : this.#expand(meaning, module, detail, expansions)
  }

  /** What stands for a name; what it means is added to the expansions once. */
  #expand(meaning: Meaning, module: string, detail: Detail, expansions: Map<string, string>): string {
    if (meaning.kind === 'namespace') return meaning.module
    if (meaning.kind === 'outside') {
      return `${resolveSpecifier(module, meaning.specifier, this.#version)}#${meaning.imported}`
    }
    const declarations = this.#modules.get(meaning.module)
    const alias = declarations?.types.get(meaning.name)
    const declared = declarations?.values.get(meaning.name)
    const key = `${meaning.module}#${meaning.name}`
    // An interface is what it says, wherever it is declared; a class is one with its objects.
    const name = alias === undefined ? key : meaning.name
    if (expansions.has(key)) return name
    if (alias === undefined && (declared?.kind !== 'class' || detail === 'name')) {
      expansions.set(key, name)
      return name
    }
    expansions.set(key, '')
    expansions.set(
      key,
      `${name}=${alias !== undefined ? this.#alias(meaning.module, alias, detail, expansions) : declared?.kind === 'class' ? this.#fields(meaning.module, declared.node, expansions) : ''}`,
    )
    return name
  }

  #alias(module: string, node: Node, detail: Detail, expansions: Map<string, string>): string {
    const stand = this.#stand(module, detail, expansions)
    return typeShape(node, (inner, key) => (key === 'id' ? '' : stand(inner, key)))
  }
}

function isConst(type: Node): boolean {
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
}
