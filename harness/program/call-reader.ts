import type { CallExpression, Expression, MemberExpression, NewExpression, Node } from '@oxc-project/types'
import { keptIn } from './closures.ts'
import type { Draft } from './draft.ts'
import { applyingMethods, callbackMethods, steppingMethods } from './outside.ts'
import { isFunction } from './place.ts'
import { receiverId } from './receiver-type.ts'
import type { ScanContext } from './scan-context.ts'
import { withoutTypes } from './without-types.ts'

/** Reads calls: what of them the references do not show. */
export class CallReader {
  readonly #context: ScanContext

  constructor(context: ScanContext) {
    this.#context = context
  }

  call(node: CallExpression, draft: Draft): void {
    const callee = withoutTypes(node.callee)
    for (const kept of this.#context.closures.keptByCall(node)) this.#context.complain(kept, ...keptIn('state'))
    if (this.#passesUnknownFunction(callee, node.arguments)) draft.uses.unknownCall = true
    if (callee.type === 'Identifier') {
      if (this.#context.closures.isUnknownFunction(callee.name)) draft.uses.unknownCall = true
      if (this.#context.scopes.isGlobal(callee) && node.arguments.length > 0) draft.uses.iterates = true
    } else if (callee.type === 'MemberExpression') {
      this.#memberCall(node, callee, draft)
    } else if (callee.type !== 'Super' && !isFunction(callee)) {
      draft.uses.unknownCall = true
    }
  }

  #memberCall(node: CallExpression, callee: MemberExpression, draft: Draft): void {
    const { object, property } = callee
    // The function is an element: of an array, or of an object under any name.
    const isElement = callee.computed && (property.type !== 'Literal' || typeof property.value !== 'string')
    if (isElement) draft.uses.unknownCall = true
    if (callee.computed && property.type !== 'Literal') {
      draft.uses.computedMember = true
      return
    }
    const name =
      property.type === 'Literal' ? String(property.value) : property.type === 'Identifier' ? property.name : ''
    if (object.type === 'Identifier' && this.#context.scopes.isGlobal(object)) {
      // `Array.from(items)`, `Object.assign(target, source)`, `Reflect.apply(…)`
      if (node.arguments.length > 0) draft.uses.iterates = true
      if (object.name === 'Reflect' || (object.name === 'Object' && name === 'assign')) {
        Object.assign(draft.uses, { unknownCall: true, computedMember: true, computedAccess: true })
      }
      return
    }
    if (object.type === 'Identifier' && this.#context.scopes.resolve(object.name).kind === 'namespace') return
    const receiver = this.#context.receivers.find(object)
    const isClass = this.#context.scopes.entity(object)?.declared.kind === 'class'
    if (applyingMethods.has(name) && receiver?.kind !== 'adt' && !isClass) draft.uses.unknownCall = true
    if (steppingMethods.has(name) && receiver === undefined) draft.uses.iterates = true
    const through =
      object.type === 'Super'
        ? 'super'
        : withoutTypes(object).type === 'ThisExpression'
          ? 'this'
          : isClass
            ? 'class'
            : undefined
    const on = isClass ? this.#context.scopes.entity(object)?.id : receiverId(receiver)
    const [first] = node.arguments
    draft.uses.memberCalls.push({
      name,
      ...(on === undefined ? {} : { on }),
      ...(through === undefined ? {} : { through }),
      start: property.start,
      end: property.end,
      quoted: callee.computed,
      receiver: { start: object.start, end: object.end },
      callEnd: node.end,
      arguments: {
        start: first?.start ?? node.end - 1,
        ...(node.arguments.some(({ type }) => type === 'SpreadElement') ? {} : { count: node.arguments.length }),
      },
      // A callee in parentheses cannot be taken apart; then the method is looked up first.
      ...(node.callee.type === 'MemberExpression' || node.callee.type === 'TSNonNullExpression'
        ? this.#context.busy.ofCall(node)
        : {}),
      optionalReceiver: callee.optional || endsEarly(object),
      optionalCall: node.optional,
    })
  }

  /** A built-in method that calls the function given to it, which may be any. */
  #passesUnknownFunction(callee: Expression, values: readonly Node[]): boolean {
    if (
      callee.type !== 'MemberExpression' ||
      callee.property.type !== 'Identifier' ||
      !callbackMethods.has(callee.property.name)
    ) {
      return false
    }
    if (this.#context.receivers.find(callee.object)?.kind === 'adt') return false
    return values.some(
      (value) =>
        value.type === 'Identifier' &&
        this.#context.closures.isUnknownFunction(value.name) &&
        this.#context.receivers.find(value as Expression) === undefined,
    )
  }

  /** The default of a parameter is computed before the procedure is entered: what it calls would not know its caller. */
  checkDefaultValue(node: CallExpression | NewExpression): void {
    const { receivers, scopes, complain } = this.#context
    const callee = withoutTypes(node.callee)
    const isHarmless =
      callee.type === 'MemberExpression' ? receivers.find(callee.object)?.kind === 'builtin' : scopes.isGlobal(callee)
    if (isHarmless) return
    complain(
      node,
      'default-call',
      'a call in the default value of a parameter: it would run before the procedure is entered',
      'the call in the body, where the parameter is `undefined`',
    )
  }

  construct(node: NewExpression, draft: Draft): void {
    const callee = withoutTypes(node.callee)
    if (callee.type === 'Identifier' && this.#context.scopes.isGlobal(callee)) {
      if (node.arguments.length > 0) draft.uses.iterates = true
      if (callee.name === 'Promise') {
        draft.uses.unknownCall ||= node.arguments.some(
          (argument) => argument.type === 'Identifier' && this.#context.closures.isUnknownFunction(argument.name),
        )
      }
    } else if (this.#context.scopes.entity(callee) === undefined) {
      draft.uses.unknownCall = true
    }
  }
}

/** Whether an optional chain may end before the receiver has a value. */
function endsEarly(receiver: Node): boolean {
  let node: Node = receiver
  while (node.type === 'MemberExpression' || node.type === 'CallExpression' || node.type === 'TSNonNullExpression') {
    if (node.type !== 'TSNonNullExpression' && node.optional) return true
    node =
      node.type === 'MemberExpression' ? node.object : node.type === 'CallExpression' ? node.callee : node.expression
  }
  return false
}
