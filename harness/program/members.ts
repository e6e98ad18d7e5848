import type { Class, MethodDefinition, PropertyDefinition } from '@oxc-project/types'

/** Name of a class member, or undefined where it is computed at run time. Well-known symbols are `[Symbol.iterator]`. */
export function memberName(node: MethodDefinition | PropertyDefinition): string | undefined {
  const key = node.key
  if (!node.computed) {
    if (key.type === 'Literal') return String(key.value)
    return key.type === 'Identifier' ? key.name : undefined
  }
  if (key.type === 'Literal') return String(key.value)
  if (key.type !== 'MemberExpression' || key.computed || key.property.type !== 'Identifier') return undefined
  return key.object.type === 'Identifier' && key.object.name === 'Symbol' ? `[Symbol.${key.property.name}]` : undefined
}

/** `get ` and `set ` keep a getter's id apart from its setter's. */
export function accessorPrefix(kind: MethodDefinition['kind']): string {
  return kind === 'get' || kind === 'set' ? `${kind} ` : ''
}

/** Methods that have a body: neither abstract ones nor the signatures of an overloaded one. */
export function methodsOf(node: Class): MethodDefinition[] {
  return node.body.body.filter(
    (member): member is MethodDefinition => member.type === 'MethodDefinition' && member.value.body !== null,
  )
}

/** Fields that exist at run time: not those that are only declared. */
export function fieldsOf(node: Class): PropertyDefinition[] {
  return node.body.body.filter(
    (member): member is PropertyDefinition => member.type === 'PropertyDefinition' && !member.declare,
  )
}
