import type { Expression, Node } from '@oxc-project/types'
import type { Declarations, VariableDeclared } from './declarations.ts'
import type { Names } from './names.ts'
import { withoutTypes } from './without-types.ts'

/** `value`: an expression that is written out where it is used. `literal`: an object that each version makes once. */
type ConstantKind = 'value' | 'literal'

/**
 * Finds the constants among the static data: a top-level `const` whose initialiser is a literal, a frozen literal or an
 * expression of such, of this module or another. It is code, not state: its value comes with the version.
 */
export function findConstants(modules: ReadonlyMap<string, Declarations>, names: Names): void {
  const finder = new ConstantFinder(names)
  for (const [module, { values }] of modules) {
    for (const declared of values.values()) if (declared.kind === 'datum') finder.classify(module, declared)
  }
  for (const [module, { values }] of modules) {
    for (const declared of values.values()) {
      const kind = declared.kind === 'datum' ? finder.classify(module, declared) : undefined
      if (kind !== undefined) {
        values.set(declared.name, { ...(declared as VariableDeclared), kind: 'constant', inline: kind === 'value' })
      }
    }
  }
}

class ConstantFinder {
  readonly #names: Names
  readonly #found = new Map<string, ConstantKind | undefined>()

  constructor(names: Names) {
    this.#names = names
  }

  classify(module: string, { name, node, mutable }: VariableDeclared): ConstantKind | undefined {
    const id = `${module}#${name}`
    if (this.#found.has(id)) return this.#found.get(id)
    // What refers to itself is none.
    this.#found.set(id, undefined)
    const kind = mutable || node.init === null ? undefined : this.#kind(module, node.init)
    this.#found.set(id, kind)
    return kind
  }

  #kind(module: string, node: Expression): ConstantKind | undefined {
    if (this.#isValue(module, node)) return 'value'
    return this.#isFrozen(module, node) ? 'literal' : undefined
  }

  #isValue(module: string, node: Expression): boolean {
    const value = withoutTypes(node)
    switch (value.type) {
      case 'Literal':
        return !('regex' in value)
      case 'Identifier':
        return this.#named(module, value.name) === 'value'
      case 'MemberExpression':
        return (
          !value.computed &&
          value.object.type === 'Identifier' &&
          this.#named(module, value.object.name) !== undefined &&
          value.property.type === 'Identifier' &&
          !isMethodOfLanguage(value.property.name)
        )
      case 'TemplateLiteral':
        return value.expressions.every((expression) => this.#isValue(module, expression))
      case 'UnaryExpression':
        return value.operator !== 'delete' && this.#isValue(module, value.argument)
      case 'BinaryExpression':
      case 'LogicalExpression':
        return (
          value.left.type !== 'PrivateIdentifier' &&
          this.#isValue(module, value.left) &&
          this.#isValue(module, value.right)
        )
      case 'ConditionalExpression':
        return (
          this.#isValue(module, value.test) &&
          this.#isValue(module, value.consequent) &&
          this.#isValue(module, value.alternate)
        )
      default:
        return false
    }
  }

  /** Whether it is `Object.freeze(literal)` or `literal as const`. */
  #isFrozen(module: string, node: Expression): boolean {
    if (node.type === 'TSAsExpression' && isConstAssertion(node)) return this.#isLiteral(module, node.expression)
    if (node.type === 'TSSatisfiesExpression' || node.type === 'ParenthesizedExpression') {
      return this.#isFrozen(module, node.expression)
    }
    const value = withoutTypes(node)
    if (value.type !== 'CallExpression' || !isObjectFreeze(value.callee)) return false
    const argument = value.arguments[0]
    return argument !== undefined && argument.type !== 'SpreadElement' && this.#isLiteral(module, argument)
  }

  #isLiteral(module: string, node: Expression): boolean {
    const value = withoutTypes(node)
    switch (value.type) {
      case 'ArrayExpression':
        return value.elements.every(
          (element) =>
            element !== null &&
            (element.type === 'SpreadElement'
              ? this.#isConstantName(module, element.argument)
              : this.#isLiteral(module, element)),
        )
      case 'ObjectExpression':
        return value.properties.every((property) =>
          property.type === 'SpreadElement'
            ? this.#isConstantName(module, property.argument)
            : property.kind === 'init' &&
              !property.computed &&
              !property.method &&
              this.#isLiteral(module, property.value),
        )
      case 'Identifier':
        return this.#isConstantName(module, value) || this.#isProcedure(module, value.name)
      default:
        return this.#isValue(module, value) || this.#isFrozen(module, node)
    }
  }

  #isConstantName(module: string, node: Expression): boolean {
    const value = withoutTypes(node)
    return value.type === 'Identifier' && this.#named(module, value.name) !== undefined
  }

  #isProcedure(module: string, name: string): boolean {
    const meaning = this.#names.find(module, name)
    const kind = meaning?.kind === 'entity' ? this.#names.declaration(meaning)?.kind : undefined
    return kind === 'function' || kind === 'arrow'
  }

  #named(module: string, name: string): ConstantKind | undefined {
    const meaning = this.#names.find(module, name)
    if (meaning === undefined) {
      return name === 'undefined' || name === 'Infinity' || name === 'NaN' ? 'value' : undefined
    }
    const declared = meaning.kind === 'entity' ? this.#names.declaration(meaning) : undefined
    if (
      meaning.kind !== 'entity' ||
      declared === undefined ||
      (declared.kind !== 'datum' && declared.kind !== 'constant')
    ) {
      return undefined
    }
    return this.classify(meaning.module, declared)
  }
}

function isConstAssertion(node: Extract<Expression, { type: 'TSAsExpression' }>): boolean {
  const type = node.typeAnnotation
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
}

export function isObjectFreeze(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    !callee.computed &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Object' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'freeze'
  )
}

function isMethodOfLanguage(name: string): boolean {
  return [Array.prototype, String.prototype, Number.prototype].some(
    (prototype) => typeof (prototype as unknown as Record<string, unknown>)[name] === 'function',
  )
}
