import type { CallExpression, Expression, NewExpression, Node } from '@oxc-project/types'
import { walk } from 'oxc-walker'
import { callbackMethods } from './outside.ts'
import { isFunction } from './place.ts'
import type { BusyArguments } from './program.ts'
import type { ReceiverTypes } from './receiver-type.ts'
import { mayBeFunction } from './reference-use.ts'
import type { Scopes } from './scopes.ts'
import { withoutTypes } from './without-types.ts'

/** What may run other code, or let it run, whatever its operands are. */
const busyNodes = new Set(['AwaitExpression', 'YieldExpression', 'TaggedTemplateExpression', 'ImportExpression'])

/** Tells what of an expression may run code of the program, so that an update can come in between. */
export class BusyFinder {
  readonly #scopes: Scopes
  readonly #receivers: ReceiverTypes

  constructor(scopes: Scopes, receivers: ReceiverTypes) {
    this.#scopes = scopes
    this.#receivers = receivers
  }

  /** Nothing where the arguments are certain to do nothing but be evaluated. */
  ofCall(node: CallExpression | NewExpression): { busyArguments?: BusyArguments } {
    const [first] = node.arguments
    if (first === undefined) return {}
    const found = node.arguments.map((argument) => this.of(argument))
    const certain = found.some((each) => each.certain)
    const members = found.flatMap((each) => each.members)
    return certain || members.length > 0
      ? { busyArguments: { call: node.start, start: first.start, certain, members } }
      : {}
  }

  of(expression: Node): { certain: boolean; members: string[] } {
    let certain = false
    const members: string[] = []
    const runsCode = (node: Node): boolean => this.#runsCode(node)
    const isOfLanguage = (node: Expression): boolean => this.#receivers.find(node)?.kind === 'builtin'
    walk(expression, {
      enter(node) {
        if (isFunction(node)) this.skip()
        else if (runsCode(node)) certain = true
        else if (node.type === 'MemberExpression' && !isOfLanguage(node.object)) {
          members.push(node.property.type === 'Identifier' ? node.property.name : '')
        }
      },
    })
    return { certain, members }
  }

  #runsCode(node: Node): boolean {
    if (busyNodes.has(node.type)) return true
    if (node.type === 'SpreadElement') return this.#receivers.find(node.argument)?.kind !== 'builtin'
    if (node.type === 'CallExpression') return !this.#isHarmless(withoutTypes(node.callee), node.arguments)
    return node.type === 'NewExpression' && !(this.#scopes.isGlobal(node.callee) && !node.arguments.some(isFunction))
  }

  /** A function of the language that is given no function: none of the program's code runs. */
  #isHarmless(callee: Expression, values: readonly Node[]): boolean {
    if (values.some(isFunction)) return false
    if (callee.type === 'Identifier') return this.#scopes.isGlobal(callee)
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
    return (
      this.#receivers.find(callee.object)?.kind === 'builtin' &&
      !(callbackMethods.has(callee.property.name) && values.some(mayBeFunction))
    )
  }
}
