import type { AssignmentExpression, Expression, MemberExpression, Node, PropertyDefinition } from '@oxc-project/types'
import { keptIn } from './closures.ts'
import type { Draft } from './draft.ts'
import { isNumber } from './is-number.ts'
import { receiverId } from './receiver-type.ts'
import { isWritten, mayBeFunction } from './reference-use.ts'
import type { ScanContext } from './scan-context.ts'

/** Reads how members are read and written, and what is put into them. */
export class AccessReader {
  readonly #context: ScanContext

  constructor(context: ScanContext) {
    this.#context = context
  }

  member(node: MemberExpression, draft: Draft): void {
    const name =
      node.property.type === 'Literal'
        ? String(node.property.value)
        : node.property.type === 'Identifier' && !node.computed
          ? node.property.name
          : undefined
    if (
      name === 'random' &&
      node.object.type === 'Identifier' &&
      node.object.name === 'Math' &&
      this.#context.scopes.isGlobal(node.object)
    ) {
      this.#context.complain(
        node,
        'outside',
        '`Math.random` makes two runs differ',
        'a generator of the program, seeded by a request',
      )
    }
    if (this.#context.place.isCallee(node)) return
    const receiver = this.#context.receivers.find(node.object)
    if (name === undefined) {
      if (receiver?.kind !== 'builtin' && !isNumber(node.property as Expression, this.#context.scopes)) {
        draft.uses.computedAccess = true
      }
      return
    }
    const on = receiverId(receiver)
    const { parent, child } = this.#context.place.around(node)
    const written = parent !== undefined && isWritten(child, parent)
    const read =
      !written ||
      parent.type === 'UpdateExpression' ||
      parent.type === 'Property' ||
      (parent.type === 'AssignmentExpression' && parent.operator !== '=')
    draft.uses.memberAccesses.push({ name, ...(on === undefined ? {} : { on }), read, written })
  }

  /** `{ size } = list` reads a getter too. */
  objectPattern(node: Extract<Node, { type: 'ObjectPattern' }>, draft: Draft): void {
    for (const property of node.properties) {
      if (property.type !== 'Property') continue
      if (property.computed) draft.uses.computedAccess = true
      else if (property.key.type === 'Identifier') {
        draft.uses.memberAccesses.push({ name: property.key.name, read: true, written: false })
      }
    }
  }

  assignment(node: AssignmentExpression): void {
    const kept = this.#context.closures.keptByAssignment(node.left, node.right)
    if (kept !== undefined) this.#context.complain(kept, ...keptIn('state'))
    if (node.left.type !== 'MemberExpression') return
    const { property, computed, object } = node.left
    if (!computed && property.type === 'Identifier') this.#holds(property.name, node.right)
    else if (
      this.#context.receivers.find(object)?.kind !== 'builtin' &&
      !isNumber(property as Expression, this.#context.scopes)
    )
      this.#holds('*', node.right)
  }

  /** Of an object literal. */
  property({ key, value, computed }: Extract<Node, { type: 'Property' }>): void {
    const name = key.type === 'Identifier' && !computed ? key.name : key.type === 'Literal' ? String(key.value) : '*'
    this.#holds(name, value)
  }

  /** A property that may hold a function: then a method call of that name may call it. */
  #holds(name: string, value: Node): void {
    if (
      mayBeFunction(value) &&
      !(value.type === 'Identifier' && this.#context.receivers.find(value as Expression) !== undefined)
    ) {
      this.#context.functionProperties.add(name)
    }
  }

  field(node: PropertyDefinition, draft: Draft): void {
    if (this.#context.closures.isFunctionField(node)) {
      this.#context.complain(
        node,
        'closure-in-data',
        'a function kept in a field: it would stay old for ever',
        'a method',
      )
    }
    if (node.value === null || node.static) return
    const { certain, members } = this.#context.busy.of(node.value)
    draft.busyFields ||= certain || members.length > 0
    if (node.key.type === 'Identifier') this.#holds(node.key.name, node.value)
  }
}
