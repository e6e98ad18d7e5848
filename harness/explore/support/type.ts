import type { Class, Node, TSType } from '@oxc-project/types'
import { dirname, join } from 'node:path'
import { readDeclarations, type Declaration, type Declarations } from '../../program/declarations.ts'
import { fieldsOf, memberName, methodsOf } from '../../program/members.ts'
import type { Modules } from '../../program/modules.ts'
import { parseFile } from '../../program/parse.ts'

/** A type as the source says it, as far as values can be made of it and held against it. */
export type Type =
  | { readonly kind: 'number' | 'string' | 'boolean' | 'bigint' | 'nothing' | 'anything' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'union'; readonly of: readonly Type[] }
  | { readonly kind: 'array' | 'set' | 'promise'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly of: readonly Type[] }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'numbers'; readonly name: NumbersName }
  | { readonly kind: 'object'; readonly fields: readonly FieldType[] }
  | { readonly kind: 'class'; readonly id: string }
  /** The disk that the program is given. */
  | { readonly kind: 'disk' }
  /** Nothing is known of it: no value can be made. */
  | { readonly kind: 'opaque'; readonly text: string }

export interface FieldType {
  readonly name: string
  readonly optional: boolean
  readonly type: Type
}

/** A class: how an object is made, and what can be done with it. */
export interface ClassType {
  readonly parameters: readonly Type[]
  readonly fields: readonly FieldType[]
  readonly methods: readonly { readonly name: string; readonly parameters: readonly Type[] }[]
}

const numbersNames = [
  'Int8Array',
  'Uint8Array',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
] as const

type NumbersName = (typeof numbersNames)[number]

type MaybeNode = Node | null | undefined

/** Reads types out of a version's source, names resolved over its modules. */
export class TypeReader {
  readonly #modules: Modules
  /** Aliases that are being read: one that refers to itself ends there. */
  readonly #open = new Set<string>()
  /** Modules outside the version's folder, of which only types are used, by path. */
  readonly #outside = new Map<string, Declarations>()

  constructor(modules: Modules) {
    this.#modules = modules
  }

  /** Of a static datum, as annotated, else as its initialiser tells. */
  datum(id: string): Type {
    const declared = this.#declared(id)
    if (declared?.kind !== 'datum' && declared?.kind !== 'constant') return { kind: 'opaque', text: id }
    return this.#ofVariable(moduleOf(id), declared.node.id, declared.node.init)
  }

  parameters(id: string): readonly Type[] {
    return this.#parametersOf(moduleOf(id), functionOf(this.#declared(id)))
  }

  result(id: string): Type {
    const node = functionOf(this.#declared(id))
    return this.#annotation(moduleOf(id), node === undefined ? undefined : (node['returnType'] as MaybeNode))
  }

  class(id: string): ClassType | undefined {
    const declared = this.#declared(id)
    if (declared?.kind !== 'class') return undefined
    const module = moduleOf(id)
    const { node } = declared
    const constructor = methodsOf(node).find(({ kind }) => kind === 'constructor')
    return {
      parameters: constructor === undefined ? [] : this.#parametersOf(module, constructor.value as unknown as Tree),
      fields: this.#fieldsOf(module, node),
      methods: methodsOf(node).flatMap((method) => {
        const name = memberName(method)
        const isUsable =
          method.kind === 'method' &&
          method.accessibility !== 'private' &&
          !method.static &&
          name !== undefined &&
          /^\w+$/.test(name)
        return isUsable ? [{ name, parameters: this.#parametersOf(module, method.value as unknown as Tree) }] : []
      }),
    }
  }

  #fieldsOf(module: string, node: Class): FieldType[] {
    return fieldsOf(node)
      .filter((field) => !field.static)
      .flatMap((field) => {
        const name = memberName(field)
        if (name === undefined) return []
        const type =
          field.typeAnnotation === null || field.typeAnnotation === undefined
            ? this.#ofValue(module, field.value)
            : this.#annotation(module, field.typeAnnotation)
        return [{ name, optional: field.optional === true, type }]
      })
  }

  #declared(id: string): Declaration | undefined {
    return this.#modules.read.get(moduleOf(id))?.values.get(id.slice(id.indexOf('#') + 1))
  }

  #parametersOf(module: string, node: Tree | undefined): Type[] {
    const parameters = (node?.['params'] ?? []) as readonly Tree[]
    return parameters.map((parameter) => {
      const named = (parameter['type'] === 'AssignmentPattern' ? parameter['left'] : parameter) as Tree
      const type = this.#annotation(module, named['typeAnnotation'] as MaybeNode)
      const isOptional = named['optional'] === true || parameter['type'] === 'AssignmentPattern'
      return isOptional ? { kind: 'union', of: [type, nothing] } : type
    })
  }

  #ofVariable(module: string, id: Node, init: MaybeNode): Type {
    const annotation = (id as unknown as Tree)['typeAnnotation'] as MaybeNode
    return annotation === null || annotation === undefined
      ? this.#ofValue(module, init)
      : this.#annotation(module, annotation)
  }

  /** What a value's text tells of its type. */
  #ofValue(module: string, node: MaybeNode): Type {
    const tree = node as unknown as Tree | undefined
    if (tree === undefined || tree === null) return { kind: 'opaque', text: '' }
    switch (tree['type']) {
      case 'Literal': {
        const kind = typeof tree['value']
        return kind === 'number' || kind === 'string' || kind === 'boolean' ? { kind } : anything
      }
      case 'UnaryExpression':
        return { kind: 'number' }
      case 'NewExpression': {
        const callee = tree['callee'] as Tree
        const name = String(callee['name'])
        const types = ((tree['typeArguments'] as Tree | null)?.['params'] ?? []) as readonly TSType[]
        return this.#named(module, name, types)
      }
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        return this.#type(module, tree['typeAnnotation'] as TSType)
      default:
        return anything
    }
  }

  #annotation(module: string, annotation: MaybeNode): Type {
    const tree = annotation as unknown as Tree | undefined | null
    if (tree === undefined || tree === null) return anything
    return this.#type(module, (tree['type'] === 'TSTypeAnnotation' ? tree['typeAnnotation'] : tree) as TSType)
  }

  #type(module: string, node: TSType): Type {
    const read = (inner: TSType): Type => this.#type(module, inner)
    switch (node.type) {
      case 'TSNumberKeyword':
        return { kind: 'number' }
      case 'TSStringKeyword':
        return { kind: 'string' }
      case 'TSBooleanKeyword':
        return { kind: 'boolean' }
      case 'TSBigIntKeyword':
        return { kind: 'bigint' }
      case 'TSUndefinedKeyword':
      case 'TSVoidKeyword':
        return nothing
      case 'TSUnknownKeyword':
        return anything
      case 'TSArrayType':
        return { kind: 'array', of: read(node.elementType) }
      case 'TSTupleType':
        return { kind: 'tuple', of: node.elementTypes.map((element) => this.#element(module, element as Node)) }
      case 'TSUnionType':
        return { kind: 'union', of: node.types.map(read) }
      case 'TSIntersectionType':
        return intersect(node.types.map(read))
      case 'TSParenthesizedType':
        return read(node.typeAnnotation)
      case 'TSTypeOperator':
        return node.operator === 'readonly' ? read(node.typeAnnotation) : opaque(module, this.#modules, node)
      case 'TSLiteralType':
        return 'value' in node.literal && isPlain(node.literal.value)
          ? { kind: 'literal', value: node.literal.value }
          : { kind: 'number' }
      case 'TSTypeLiteral':
        return { kind: 'object', fields: this.#members(module, node.members as unknown as readonly Tree[]) }
      case 'TSTypeReference':
        return node.typeName.type === 'Identifier'
          ? this.#named(module, node.typeName.name, node.typeArguments?.params ?? [])
          : opaque(module, this.#modules, node)
      default:
        return opaque(module, this.#modules, node)
    }
  }

  #element(module: string, node: Node): Type {
    const tree = node as unknown as Tree
    return this.#type(module, (tree['type'] === 'TSNamedTupleMember' ? tree['elementType'] : tree) as TSType)
  }

  #members(module: string, members: readonly Tree[]): FieldType[] {
    return members.flatMap((member) => {
      const key = member['key'] as Tree | undefined
      if (member['type'] !== 'TSPropertySignature' || key === undefined) return []
      const name = String(key['name'] ?? key['value'])
      const type = this.#annotation(module, member['typeAnnotation'] as MaybeNode)
      return [{ name, optional: member['optional'] === true, type }]
    })
  }

  #named(module: string, name: string, parameters: readonly TSType[]): Type {
    const [first, second] = parameters.map((parameter) => this.#type(module, parameter))
    switch (name) {
      case 'Array':
      case 'ReadonlyArray':
        return { kind: 'array', of: first ?? anything }
      case 'Set':
      case 'ReadonlySet':
        return { kind: 'set', of: first ?? anything }
      case 'Map':
      case 'ReadonlyMap':
        return { kind: 'map', key: first ?? anything, value: second ?? anything }
      case 'Promise':
      case 'PromiseLike':
        return { kind: 'promise', of: first ?? anything }
      case 'Readonly':
      case 'Required':
        return first ?? anything
      case 'Partial':
        return first?.kind === 'object'
          ? { kind: 'object', fields: first.fields.map((field) => ({ ...field, optional: true })) }
          : anything
      case 'Omit':
        return first === undefined ? anything : select(first, (field) => !namesOf(second).has(field))
      case 'Pick':
        return first === undefined ? anything : select(first, (field) => namesOf(second).has(field))
      case 'Disk':
        return { kind: 'disk' }
      default:
        return this.#ofName(module, name)
    }
  }

  #ofName(module: string, name: string): Type {
    const numbers = numbersNames.find((known) => known === name)
    if (numbers !== undefined) return { kind: 'numbers', name: numbers }
    const meaning = this.#find(module, name)
    if (meaning === undefined) return { kind: 'opaque', text: name }
    if (this.#modules.read.get(meaning.module)?.values.get(meaning.name)?.kind === 'class')
      return { kind: 'class', id: `${meaning.module}#${meaning.name}` }
    return this.#ofAlias(meaning.module, meaning.name)
  }

  /** Where a type is declared: in a module of the version, or in one beside it. */
  #find(module: string, name: string): { readonly module: string; readonly name: string } | undefined {
    const own = this.#declarations(module)
    if (own?.types.has(name) === true) return { module, name }
    const meaning = this.#modules.names.find(module, name)
    if (meaning?.kind === 'entity' || meaning?.kind === 'type') return meaning
    const imported = own?.imports.get(name)
    if (own === undefined || imported === undefined || !imported.specifier.startsWith('.')) return undefined
    const path = join(dirname(own.file.path), imported.specifier)
    if (!this.#outside.has(path)) this.#outside.set(path, readDeclarations(parseFile(path, path)))
    return this.#outside.get(path)!.types.has(imported.imported) ? { module: path, name: imported.imported } : undefined
  }

  #declarations(module: string): Declarations | undefined {
    return this.#modules.read.get(module) ?? this.#outside.get(module)
  }

  #ofAlias(module: string, name: string): Type {
    const key = `${module}#${name}`
    const node = this.#declarations(module)?.types.get(name) as unknown as Tree | undefined
    const isGeneric = node?.['typeParameters'] !== null && node?.['typeParameters'] !== undefined
    if (node === undefined || this.#open.has(key) || isGeneric) return { kind: 'opaque', text: name }
    this.#open.add(key)
    try {
      return node['type'] === 'TSInterfaceDeclaration'
        ? this.#ofInterface(module, node)
        : this.#type(module, node['typeAnnotation'] as TSType)
    } finally {
      this.#open.delete(key)
    }
  }

  #ofInterface(module: string, node: Tree): Type {
    const parents = (node['extends'] ?? []) as readonly Tree[]
    const inherited = parents.map((parent) => this.#ofName(module, String((parent['expression'] as Tree)['name'])))
    const body = (node['body'] as Tree)['body'] as readonly Tree[]
    return intersect([...inherited, { kind: 'object', fields: this.#members(module, body) }])
  }
}

type Tree = Readonly<Record<string, unknown>>

const nothing: Type = { kind: 'nothing' }
const anything: Type = { kind: 'anything' }

function moduleOf(id: string): string {
  return id.slice(0, id.indexOf('#'))
}

function functionOf(declared: Declaration | undefined): Tree | undefined {
  return declared?.kind === 'function' || declared?.kind === 'arrow' ? (declared.node as unknown as Tree) : undefined
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function intersect(types: readonly Type[]): Type {
  const objects = types.filter((type) => type.kind === 'object')
  if (objects.length < types.length) return { kind: 'opaque', text: 'an intersection' }
  return { kind: 'object', fields: objects.flatMap(({ fields }) => fields) }
}

function namesOf(type: Type | undefined): ReadonlySet<string> {
  const types = type?.kind === 'union' ? type.of : type === undefined ? [] : [type]
  return new Set(types.flatMap((one) => (one.kind === 'literal' ? [String(one.value)] : [])))
}

function select(type: Type, isWanted: (field: string) => boolean): Type {
  return type.kind === 'object' ? { kind: 'object', fields: type.fields.filter(({ name }) => isWanted(name)) } : type
}

function opaque(module: string, { read }: Modules, { start, end }: TSType): Type {
  return { kind: 'opaque', text: read.get(module)?.file.source.slice(start, end) ?? '' }
}
