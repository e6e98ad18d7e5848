import type { Expression, Node, TSType } from '@oxc-project/types'
import type { Scopes } from './scopes.ts'
import { withoutTypes } from './without-types.ts'

const arithmetic = new Set(['-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>'])
/** Steps from variable to variable; what takes more counts as unknown. */
const deepest = 8

/** Whether an expression is certain to be a number: then `x[expression]` names no getter and no method. */
export function isNumber(expression: Expression, scopes: Scopes, depth = 0): boolean {
  const value = withoutTypes(expression)
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'number'
    case 'UpdateExpression':
      return true
    case 'UnaryExpression':
      return value.operator === '-' || value.operator === '+' || value.operator === '~'
    case 'BinaryExpression': {
      const { left, right, operator } = value
      if (left.type === 'PrivateIdentifier') return false
      return (
        arithmetic.has(operator) || (operator === '+' && [left, right].every((side) => isNumber(side, scopes, depth)))
      )
    }
    case 'Identifier':
      return depth < deepest && isNumberName(value.name, scopes, depth + 1)
    default:
      return false
  }
}

function isNumberName(name: string, scopes: Scopes, depth: number): boolean {
  const found = scopes.resolve(name)
  if (found.kind === 'entity') {
    const declared = scopes.names.declaration(found)
    // Names in another module's initialiser would have to be looked up there.
    return (
      declared?.kind === 'constant' && declared.node.init?.type === 'Literal' && isNumber(declared.node.init, scopes)
    )
  }
  if (found.kind !== 'local') return false
  const { declaration } = found
  if (declaration.type === 'FunctionParam') {
    const parameters = declaration.fnNode.params.map((each) => (each.type === 'AssignmentPattern' ? each.left : each))
    return annotationOf(parameters.find((parameter) => isNamed(parameter, name)))?.type === 'TSNumberKeyword'
  }
  if (declaration.type !== 'Variable') return false
  const declarator = declaration.variableNode.declarations.find(({ id }) => isNamed(id, name))
  if (declarator === undefined) return false
  const annotation = annotationOf(declarator.id)
  if (annotation !== undefined) return annotation.type === 'TSNumberKeyword'
  // The type checker holds a variable to the type of its first value.
  return declarator.init !== null && isNumber(declarator.init, scopes, depth)
}

function annotationOf(node: Node | undefined): TSType | undefined {
  return (node as { readonly typeAnnotation?: { readonly typeAnnotation: TSType } | null } | undefined)?.typeAnnotation
    ?.typeAnnotation
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}
