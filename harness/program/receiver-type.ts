import type { Class, Expression, Node, PropertyDefinition, TSType } from '@oxc-project/types'
import type { ScopeTracker } from 'oxc-walker'
import { memberName, withoutTypes } from './declarations.ts'
import type { Names } from './names.ts'

/**
 * What a method call's receiver is, as far as annotations and initialisers tell: an object of the language (`Map`,
 * an array, a string), or of a class of the program. Undefined where they do not tell: then it may be anything.
 */
export type ReceiverType = { readonly kind: 'builtin' } | { readonly kind: 'adt'; readonly id: string; readonly module: string; readonly name: string }

const builtin: ReceiverType = { kind: 'builtin' }
const builtinTypes = new Set(
  'Array ReadonlyArray Map ReadonlyMap WeakMap Set ReadonlySet WeakSet String Number Boolean RegExp Promise PromiseLike ArrayBuffer SharedArrayBuffer DataView BigInt Error Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array'.split(' '),
)

export class ReceiverTypes {
  readonly #names: Names
  readonly #module: string
  readonly #scopes: ScopeTracker

  constructor(names: Names, module: string, scopes: ScopeTracker) {
    this.#names = names
    this.#module = module
    this.#scopes = scopes
  }

  /** @param inside the class whose method the expression stands in */
  find(expression: Expression | { readonly type: 'Super' }, inside: Class | undefined): ReceiverType | undefined {
    if (expression.type === 'Super') return undefined
    if (expression.type === 'TSAsExpression' || expression.type === 'TSSatisfiesExpression') return this.#ofType(this.#module, expression.typeAnnotation)
    const value = withoutTypes(expression)
    switch (value.type) {
      case 'Identifier':
        return this.#ofName(value.name, inside)
      case 'NewExpression':
        return value.callee.type === 'Identifier' ? this.#ofTypeName(this.#module, value.callee.name) : undefined
      case 'MemberExpression': {
        if (value.computed || value.property.type !== 'Identifier') return undefined
        if (value.object.type === 'ThisExpression') return inside === undefined ? undefined : this.#ofField(this.#module, inside, value.property.name)
        const object = this.find(value.object, inside)
        const owner = object?.kind === 'adt' ? this.#classOf(object.module, object.name) : undefined
        return owner === undefined || object?.kind !== 'adt' ? undefined : this.#ofField(object.module, owner, value.property.name)
      }
      case 'CallExpression':
        return value.callee.type === 'Identifier' ? this.#ofCall(value.callee.name) : undefined
      case 'Literal':
      case 'TemplateLiteral':
      case 'ArrayExpression':
        return builtin
      default:
        return undefined
    }
  }

  #ofName(name: string, inside: Class | undefined): ReceiverType | undefined {
    const declaration = this.#scopes.getDeclaration(name)
    if (declaration === null) return builtin
    if (declaration.scope === '') {
      const meaning = this.#names.find(this.#module, name)
      const declared = meaning?.kind === 'entity' ? this.#names.declaration(meaning) : undefined
      if (meaning?.kind !== 'entity' || (declared?.kind !== 'datum' && declared?.kind !== 'constant')) return undefined
      return this.#ofVariable(meaning.module, declared.node.id, declared.node.init, undefined)
    }
    if (declaration.type === 'FunctionParam') {
      const parameter = declaration.fnNode.params.find((candidate) => candidate.type === 'Identifier' && candidate.name === name)
      return parameter === undefined ? undefined : this.#ofType(this.#module, (parameter as { typeAnnotation?: { typeAnnotation: TSType } | null }).typeAnnotation?.typeAnnotation)
    }
    if (declaration.type !== 'Variable') return undefined
    const declarator = declaration.variableNode.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)
    return declarator === undefined ? undefined : this.#ofVariable(this.#module, declarator.id, declaration.variableNode.kind === 'const' ? declarator.init : null, inside)
  }

  #ofVariable(module: string, id: Node, init: Expression | null, inside: Class | undefined): ReceiverType | undefined {
    const annotation = (id as { typeAnnotation?: { typeAnnotation: TSType } | null }).typeAnnotation
    if (annotation !== null && annotation !== undefined) return this.#ofType(module, annotation.typeAnnotation)
    if (init === null) return undefined
    if (module === this.#module && !refersTo(init, id)) return this.find(init, inside)
    const value = withoutTypes(init)
    return value.type === 'NewExpression' && value.callee.type === 'Identifier' ? this.#ofTypeName(module, value.callee.name) : undefined
  }

  #ofCall(name: string): ReceiverType | undefined {
    const meaning = (this.#scopes.getDeclaration(name)?.scope ?? '') === '' ? this.#names.find(this.#module, name) : undefined
    const declared = meaning?.kind === 'entity' ? this.#names.declaration(meaning) : undefined
    if (meaning?.kind !== 'entity' || (declared?.kind !== 'function' && declared?.kind !== 'arrow')) return undefined
    return this.#ofType(meaning.module, declared.node.returnType?.typeAnnotation)
  }

  #ofField(module: string, owner: Class, name: string): ReceiverType | undefined {
    const field = owner.body.body.find((member): member is PropertyDefinition => member.type === 'PropertyDefinition' && memberName(member) === name)
    if (field !== undefined) {
      if (field.typeAnnotation !== null && field.typeAnnotation !== undefined) return this.#ofType(module, field.typeAnnotation.typeAnnotation)
      const value = field.value === null ? null : withoutTypes(field.value)
      if (value?.type === 'NewExpression' && value.callee.type === 'Identifier') return this.#ofTypeName(module, value.callee.name)
      return value?.type === 'ArrayExpression' || value?.type === 'Literal' ? builtin : undefined
    }
    if (owner.superClass?.type !== 'Identifier') return undefined
    const parent = this.#names.find(module, owner.superClass.name)
    const parentClass = parent?.kind === 'entity' ? this.#classOf(parent.module, parent.name) : undefined
    return parent?.kind !== 'entity' || parentClass === undefined ? undefined : this.#ofField(parent.module, parentClass, name)
  }

  #ofType(module: string, type: TSType | undefined): ReceiverType | undefined {
    switch (type?.type) {
      case 'TSArrayType':
      case 'TSTupleType':
      case 'TSStringKeyword':
      case 'TSNumberKeyword':
      case 'TSBooleanKeyword':
      case 'TSBigIntKeyword':
      case 'TSUndefinedKeyword':
      case 'TSNullKeyword':
      case 'TSLiteralType':
        return builtin
      case 'TSTypeOperator':
        return type.operator === 'readonly' ? this.#ofType(module, type.typeAnnotation) : undefined
      case 'TSUnionType': {
        const kinds = type.types.filter(({ type: kind }) => kind !== 'TSUndefinedKeyword' && kind !== 'TSNullKeyword').map((member) => this.#ofType(module, member))
        if (kinds.every((kind) => kind?.kind === 'builtin')) return builtin
        return kinds.length === 1 ? kinds[0] : undefined
      }
      case 'TSTypeReference':
        return type.typeName.type === 'Identifier' ? this.#ofTypeName(module, type.typeName.name) : undefined
      default:
        return undefined
    }
  }

  #ofTypeName(module: string, name: string): ReceiverType | undefined {
    const meaning = this.#names.find(module, name)
    if (meaning === undefined) return builtinTypes.has(name) ? builtin : undefined
    if (meaning.kind !== 'entity' || this.#classOf(meaning.module, meaning.name) === undefined) return undefined
    return { kind: 'adt', id: meaning.id, module: meaning.module, name: meaning.name }
  }

  #classOf(module: string, name: string): Class | undefined {
    const declared = this.#names.declaration({ kind: 'entity', id: `${module}#${name}`, module, name })
    return declared?.kind === 'class' ? declared.node : undefined
  }
}

function refersTo(init: Expression, id: Node): boolean {
  return init.type === 'Identifier' && id.type === 'Identifier' && init.name === id.name
}
