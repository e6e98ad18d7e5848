import type { Class, Expression, Node, Super, TSType } from '@oxc-project/types'
import { fieldsOf, memberName } from './members.ts'
import type { Place } from './place.ts'
import type { Scopes } from './scopes.ts'
import { withoutTypes } from './without-types.ts'

/**
 * What a method call's receiver is, as far as annotations and initialisers tell: an object of the language (`Map`,
 * an array, a string), or of a class of the program. Undefined where they do not tell: then it may be anything.
 */
export type ReceiverType =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'adt'; readonly id: string; readonly module: string; readonly name: string }

/** As it is written down of a member's use. */
export function receiverId(receiver: ReceiverType | undefined): string | undefined {
  return receiver?.kind === 'adt' ? receiver.id : receiver?.kind
}

type Annotated = { readonly typeAnnotation?: { readonly typeAnnotation: TSType } | null }

const builtin: ReceiverType = { kind: 'builtin' }
const builtinTypes = new Set(
  'Array ReadonlyArray Map ReadonlyMap WeakMap Set ReadonlySet WeakSet String Number Boolean RegExp Promise PromiseLike ArrayBuffer SharedArrayBuffer DataView BigInt Error Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array'.split(
    ' ',
  ),
)
/** Steps from variable to variable; what takes more counts as unknown. */
const deepest = 16

export class ReceiverTypes {
  readonly #scopes: Scopes
  readonly #module: string
  readonly #place: Place
  /** Variables may be made of one another in a circle. */
  #depth = 0

  constructor(scopes: Scopes, place: Place) {
    this.#scopes = scopes
    this.#module = scopes.module
    this.#place = place
  }

  find(expression: Expression | Super): ReceiverType | undefined {
    if (expression.type === 'Super' || this.#depth > deepest) return undefined
    this.#depth++
    const found = this.#find(expression)
    this.#depth--
    return found
  }

  #find(expression: Expression): ReceiverType | undefined {
    if (expression.type === 'TSAsExpression' || expression.type === 'TSSatisfiesExpression') {
      return isConst(expression.typeAnnotation)
        ? this.find(expression.expression)
        : this.#ofType(this.#module, expression.typeAnnotation)
    }
    const value = withoutTypes(expression)
    switch (value.type) {
      case 'Identifier':
        return this.#ofName(value.name)
      case 'ThisExpression': {
        const owner = this.#place.thisClass()
        return owner === undefined ? undefined : this.#ofClass(this.#module, owner)
      }
      case 'NewExpression':
        return value.callee.type === 'Identifier' ? this.#ofTypeName(this.#module, value.callee.name) : undefined
      case 'MemberExpression':
        return this.#ofMember(value)
      case 'ChainExpression':
        return value.expression.type === 'TSNonNullExpression' ? undefined : this.find(value.expression)
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

  #ofName(name: string): ReceiverType | undefined {
    const found = this.#scopes.resolve(name)
    if (found.kind === 'global') return builtin
    if (found.kind === 'entity') {
      const declared = this.#scopes.names.declaration(found)
      if (declared?.kind !== 'datum' && declared?.kind !== 'constant') return undefined
      return this.#ofVariable(found.module, declared.node.id, declared.node.init)
    }
    if (found.kind !== 'local') return undefined
    const { declaration } = found
    if (declaration.type === 'FunctionParam') {
      const parameter = declaration.fnNode.params.find((candidate) => isNamed(candidate, name))
      return parameter === undefined ? undefined : this.#ofType(this.#module, typeOf(parameter))
    }
    if (declaration.type !== 'Variable') return undefined
    const { kind, declarations } = declaration.variableNode
    const declarator = declarations.find(({ id }) => isNamed(id, name))
    if (declarator !== undefined) {
      return this.#ofVariable(this.#module, declarator.id, kind === 'const' ? declarator.init : null)
    }
    return kind === 'const' ? this.#ofDestructured(declarations, name) : undefined
  }

  /** `const { words } = this`: the field's type. */
  #ofDestructured(
    declarations: readonly { readonly id: Node; readonly init: Expression | null }[],
    name: string,
  ): ReceiverType | undefined {
    for (const { id, init } of declarations) {
      if (id.type !== 'ObjectPattern' || init === null || mentions(init, name)) continue
      const property = id.properties.find(
        (candidate) => candidate.type === 'Property' && isNamed(candidate.value, name),
      )
      if (property?.type !== 'Property' || property.computed || property.key.type !== 'Identifier') continue
      const owner = this.find(init)
      const node = owner?.kind === 'adt' ? this.#classOf(owner.module, owner.name) : undefined
      return owner?.kind !== 'adt' || node === undefined
        ? undefined
        : this.#ofField(owner.module, node, property.key.name)
    }
    return undefined
  }

  #ofVariable(module: string, id: Node, init: Expression | null): ReceiverType | undefined {
    const annotation = typeOf(id)
    if (annotation !== undefined) return this.#ofType(module, annotation)
    if (init === null) return undefined
    const value = withoutTypes(init)
    if (value.type === 'NewExpression' && value.callee.type === 'Identifier') {
      return this.#ofTypeName(module, value.callee.name)
    }
    // Its initialiser may use names that mean something else where the variable is used, `this` too.
    return module === this.#module && isSimple(value) && !(id.type === 'Identifier' && mentions(value, id.name))
      ? this.find(init)
      : undefined
  }

  #ofMember(node: Extract<Expression, { type: 'MemberExpression' }>): ReceiverType | undefined {
    if (node.computed || node.property.type !== 'Identifier') return undefined
    const object = this.find(node.object)
    const owner = object?.kind === 'adt' ? this.#classOf(object.module, object.name) : undefined
    return owner === undefined || object?.kind !== 'adt'
      ? undefined
      : this.#ofField(object.module, owner, node.property.name)
  }

  #ofCall(name: string): ReceiverType | undefined {
    const found = this.#scopes.resolve(name)
    const declared = found.kind === 'entity' ? this.#scopes.names.declaration(found) : undefined
    if (found.kind !== 'entity' || (declared?.kind !== 'function' && declared?.kind !== 'arrow')) return undefined
    return this.#ofType(found.module, declared.node.returnType?.typeAnnotation)
  }

  #ofField(module: string, owner: Class, name: string): ReceiverType | undefined {
    const field = fieldsOf(owner).find((member) => memberName(member) === name)
    if (field !== undefined) {
      if (field.typeAnnotation !== null && field.typeAnnotation !== undefined) {
        return this.#ofType(module, field.typeAnnotation.typeAnnotation)
      }
      const value = field.value === null ? null : withoutTypes(field.value)
      if (value?.type === 'NewExpression' && value.callee.type === 'Identifier') {
        return this.#ofTypeName(module, value.callee.name)
      }
      return value?.type === 'ArrayExpression' || value?.type === 'Literal' ? builtin : undefined
    }
    if (owner.superClass?.type !== 'Identifier') return undefined
    const parent = this.#scopes.names.find(module, owner.superClass.name)
    const parentClass = parent?.kind === 'entity' ? this.#classOf(parent.module, parent.name) : undefined
    return parent?.kind !== 'entity' || parentClass === undefined
      ? undefined
      : this.#ofField(parent.module, parentClass, name)
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
      case 'TSParenthesizedType':
        return this.#ofType(module, type.typeAnnotation)
      case 'TSUnionType': {
        const kinds = type.types
          .filter(({ type: kind }) => kind !== 'TSUndefinedKeyword' && kind !== 'TSNullKeyword')
          .map((member) => this.#ofType(module, member))
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
    const meaning = this.#scopes.names.find(module, name)
    if (meaning === undefined) return builtinTypes.has(name) ? builtin : undefined
    const owner = meaning.kind === 'entity' ? this.#classOf(meaning.module, meaning.name) : undefined
    return meaning.kind !== 'entity' || owner === undefined ? undefined : this.#ofClass(meaning.module, owner)
  }

  #ofClass(module: string, node: Class): ReceiverType | undefined {
    const name = node.id?.name
    return name === undefined ? undefined : { kind: 'adt', id: `${module}#${name}`, module, name }
  }

  #classOf(module: string, name: string): Class | undefined {
    const declared = this.#scopes.names.declaration({ kind: 'entity', id: `${module}#${name}`, module, name })
    return declared?.kind === 'class' ? declared.node : undefined
  }
}

function typeOf(node: Node | undefined): TSType | undefined {
  return (node as Annotated | undefined)?.typeAnnotation?.typeAnnotation
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function isConst(type: TSType): boolean {
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
}

/** An expression that means the same wherever in the function it stands, local names aside. */
function isSimple(node: Expression): boolean {
  return (
    node.type === 'Literal' ||
    node.type === 'TemplateLiteral' ||
    node.type === 'ArrayExpression' ||
    node.type === 'Identifier' ||
    node.type === 'CallExpression' ||
    node.type === 'MemberExpression'
  )
}

function mentions(node: Expression, name: string): boolean {
  let root: Node = node
  while (root.type === 'MemberExpression' || root.type === 'CallExpression') {
    root = root.type === 'MemberExpression' ? root.object : root.callee
  }
  return isNamed(root, name)
}
