import type { DoWhileStatement, ForStatement, Node, WhileStatement } from '@oxc-project/types'
import { walk } from 'oxc-walker'
import { isFunction } from './place.ts'
import type { Suspension } from './program.ts'

/** Where a procedure suspends, or goes on after a suspension. */
export function readSuspension(node: Node): Suspension | undefined {
  const { start, end } = node
  switch (node.type) {
    case 'AwaitExpression':
      return { kind: 'await', start, end, operand: node.argument.start }
    case 'YieldExpression':
      return { kind: 'yield', start, end, operand: node.argument?.start ?? end }
    case 'ForOfStatement':
      return node.await
        ? { kind: 'for-await', start: node.right.start, end: node.right.end, operand: node.body.start }
        : undefined
    case 'CatchClause':
      return { kind: 'handler', start: node.body.start, end: node.body.end, operand: node.body.start }
    case 'TryStatement':
      return node.finalizer === null
        ? undefined
        : { kind: 'handler', start: node.finalizer.start, end: node.finalizer.end, operand: node.finalizer.start }
    default:
      return undefined
  }
}

/** A loop without an end that suspends: its procedure stays on the stack. */
export function isEndless(node: ForStatement | WhileStatement | DoWhileStatement): boolean {
  const { test } = node
  return (test === null || (test.type === 'Literal' && test.value === true)) && suspends(node.body)
}

function suspends(body: Node): boolean {
  let found = false
  walk(body, {
    enter(node) {
      if (isFunction(node)) this.skip()
      else if (
        node.type === 'AwaitExpression' ||
        node.type === 'YieldExpression' ||
        (node.type === 'ForOfStatement' && node.await)
      )
        found = true
    },
  })
  return found
}
