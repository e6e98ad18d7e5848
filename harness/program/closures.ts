import type { CallExpression, Expression, Node, PropertyDefinition } from '@oxc-project/types'
import { isObjectFreeze } from './constants.ts'
import { callbackMethods, retainingMethods } from './outside.ts'
import { isFunction, type Place } from './place.ts'
import type { Scopes } from './scopes.ts'
import { withoutTypes } from './without-types.ts'

/** The problem of a function that is kept where no update would find it. */
export function keptIn(where: string): [code: string, message: string, instead: string] {
  return [
    'closure-in-data',
    `a function kept in ${where}: it would stay old for ever`,
    'a procedure at the top level, named in the data or chosen by a value in it',
  ]
}

/** What hands a value on to what is around it. */
const passing = new Set([
  'ConditionalExpression',
  'LogicalExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'ParenthesizedExpression',
  'Property',
  'ObjectExpression',
  'ArrayExpression',
  'SpreadElement',
])

/** Where a function made inside another goes: what is kept in state would stay old for ever. */
export class Closures {
  readonly #scopes: Scopes
  readonly #place: Place

  constructor(scopes: Scopes, place: Place) {
    this.#scopes = scopes
    this.#place = place
  }

  /** Whether a function that an initialiser makes becomes part of the data. */
  isKeptByInitialiser(node: Node): boolean {
    const { parent, child } = this.#outward(node)
    if (parent?.type === 'NewExpression') {
      // A promise calls its function and lets go of it.
      return parent.callee !== child && !(parent.callee.type === 'Identifier' && parent.callee.name === 'Promise')
    }
    return parent?.type === 'VariableDeclarator' || parent?.type === 'PropertyDefinition'
  }

  /** Whether a function may outlive the procedure that makes it, or be called by another. */
  escapes(node: Node): boolean {
    const { parent, child } = this.#place.around(node)
    if (parent?.type !== 'CallExpression') return true
    if (parent.callee === child) return false
    const callee = withoutTypes(parent.callee)
    return (
      callee.type !== 'MemberExpression' ||
      callee.computed ||
      callee.property.type !== 'Identifier' ||
      !callbackMethods.has(callee.property.name)
    )
  }

  /** A function that an assignment puts into state. */
  keptByAssignment(target: Node, value: Expression): Node | undefined {
    const isState = target.type === 'MemberExpression' ? this.#isState(target) : this.#isDatum(target)
    return isState ? this.#functionIn(value) : undefined
  }

  /** Functions that a call such as `this.list.push(f)` puts into state. */
  keptByCall(node: CallExpression): Node[] {
    const callee = withoutTypes(node.callee)
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return []
    if (!retainingMethods.has(callee.property.name) || !this.#isState(callee)) return []
    return node.arguments.flatMap((argument) => this.#functionIn(argument) ?? [])
  }

  /** Whether a field is declared to hold a function. */
  isFunctionField(node: PropertyDefinition): boolean {
    return node.typeAnnotation?.typeAnnotation.type === 'TSFunctionType' && !node.static
  }

  /** A local name that may hold a function made elsewhere. */
  isUnknownFunction(name: string): boolean {
    const found = this.#scopes.resolve(name)
    if (found.kind === 'entity') {
      const kind = this.#scopes.names.declaration(found)?.kind
      return kind !== 'function' && kind !== 'arrow'
    }
    if (found.kind !== 'local') return false
    const { declaration } = found
    if (declaration.type === 'Function') return false
    return declaration.type !== 'Variable' || !this.#isLocalFunction(name)
  }

  /** The function, if any, that a value is or holds. */
  #functionIn(node: Node): Node | undefined {
    if (isFunction(node)) return node
    switch (node.type) {
      case 'Identifier':
        return this.#isFunctionName(node.name) ? node : undefined
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ParenthesizedExpression':
        return this.#functionIn(node.expression)
      case 'ConditionalExpression':
        return this.#functionIn(node.consequent) ?? this.#functionIn(node.alternate)
      case 'LogicalExpression':
        return this.#functionIn(node.left) ?? this.#functionIn(node.right)
      case 'ArrayExpression':
        return first(node.elements, (element) => (element === null ? undefined : this.#functionIn(element)))
      case 'ObjectExpression':
        return first(node.properties, (property) =>
          property.type === 'Property' ? this.#functionIn(property.value) : undefined,
        )
      default:
        return undefined
    }
  }

  #isFunctionName(name: string): boolean {
    const found = this.#scopes.resolve(name)
    if (found.kind !== 'local') return false
    const { declaration } = found
    if (declaration.type === 'Function') return true
    if (declaration.type === 'Variable') return this.#isLocalFunction(name)
    return (
      declaration.type === 'FunctionParam' &&
      declaration.fnNode.params.some(
        (parameter) =>
          parameter.type === 'Identifier' &&
          parameter.name === name &&
          parameter.typeAnnotation?.typeAnnotation.type === 'TSFunctionType',
      )
    )
  }

  #isLocalFunction(name: string): boolean {
    const found = this.#scopes.resolve(name)
    if (found.kind !== 'local' || found.declaration.type !== 'Variable') return false
    return found.declaration.variableNode.declarations.some(
      ({ id, init }) => id.type === 'Identifier' && id.name === name && init !== null && isFunction(withoutTypes(init)),
    )
  }

  #isState(node: Node): boolean {
    let root: Node = node
    while (root.type === 'MemberExpression') root = withoutTypes(root.object)
    return (root.type === 'ThisExpression' && this.#place.thisClass() !== undefined) || this.#isDatum(root)
  }

  #isDatum(node: Node): boolean {
    return this.#scopes.entity(node)?.declared.kind === 'datum'
  }

  /** The node that the function goes to, as it is or in a literal. */
  #outward(node: Node): { parent: Node | undefined; child: Node } {
    let child = node
    for (const ancestor of this.#place.ancestors.toReversed()) {
      if (!passing.has(ancestor.type) && !(ancestor.type === 'CallExpression' && isObjectFreeze(ancestor.callee))) {
        return { parent: ancestor, child }
      }
      child = ancestor
    }
    return { parent: undefined, child }
  }
}

function first<T>(items: readonly T[], find: (item: T) => Node | undefined): Node | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
