import type { Expression } from '@oxc-project/types'

/** The expression below `as`, `satisfies`, `!`, type arguments and parentheses. */
export function withoutTypes(node: Expression): Expression {
  let value = node
  while (
    value.type === 'TSAsExpression' ||
    value.type === 'TSSatisfiesExpression' ||
    value.type === 'TSNonNullExpression' ||
    value.type === 'TSTypeAssertion' ||
    value.type === 'TSInstantiationExpression' ||
    value.type === 'ParenthesizedExpression'
  ) {
    value = value.expression
  }
  return value
}
