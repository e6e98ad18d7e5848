import type { Node } from '@oxc-project/types'
import type { ReferenceUse } from './program.ts'

/** How a name is used, by what stands around it. */
export function referenceUse(node: Node, parent: Node | undefined, grandparent: Node | undefined): ReferenceUse {
  if (parent === undefined) return 'value'
  switch (parent.type) {
    case 'CallExpression':
      return parent.callee === node ? 'call' : 'value'
    case 'NewExpression':
      return parent.callee === node ? 'new' : 'value'
    case 'BinaryExpression':
      return parent.operator === 'instanceof' && parent.right === node ? 'instanceof' : 'value'
    case 'MemberExpression':
      return parent.object === node ? 'static-member' : 'value'
    case 'ClassDeclaration':
      return parent.superClass === node ? 'extends' : 'value'
    case 'Property':
      return grandparent?.type === 'ObjectPattern' ? 'write' : 'value'
    default:
      return isWritten(node, parent) ? 'write' : 'value'
  }
}

/** Whether it is assigned to. */
export function isWritten(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === node
    case 'Property':
      // In an object literal it is read as well; the one that asks takes that for granted.
      return parent.value === node
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true
    default:
      return false
  }
}

/** `{ name }`, in a literal or a pattern, with a default value or without. */
export function isShorthand(node: Node, parent: Node | undefined, grandparent: Node | undefined): boolean {
  if (parent?.type === 'Property') return parent.shorthand
  return (
    parent?.type === 'AssignmentPattern' &&
    parent.left === node &&
    grandparent?.type === 'Property' &&
    grandparent.shorthand
  )
}

/** A key, not a reference. */
export function isKeyOnly(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'Property':
      return !parent.computed && parent.key === node && parent.value !== node
    case 'MemberExpression':
      return !parent.computed && parent.property === node
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return !parent.computed && parent.key === node
    default:
      return false
  }
}

/** The name that a declaration gives. */
export function isDeclarationName(node: Node, parent: Node): boolean {
  return (
    (parent.type === 'VariableDeclarator' ||
      parent.type === 'FunctionDeclaration' ||
      parent.type === 'ClassDeclaration') &&
    parent.id === node
  )
}

const neverFunctions = new Set([
  'Literal',
  'TemplateLiteral',
  'ArrayExpression',
  'ObjectExpression',
  'UnaryExpression',
  'BinaryExpression',
  'UpdateExpression',
  'NewExpression',
])

/** Whether an expression may have a function as its value. */
export function mayBeFunction(node: Node): boolean {
  return !neverFunctions.has(node.type)
}
