import type { Node } from '@oxc-project/types'
import { isReferenceIdentifier } from 'oxc-walker'
import type { Draft } from './draft.ts'
import type { Meaning } from './names.ts'
import { outsideGlobals } from './outside.ts'
import { isDeclarationName, isKeyOnly, isShorthand, referenceUse } from './reference-use.ts'
import type { ScanContext } from './scan-context.ts'

/** Reads names: which of them refer to the program, and which to what is outside of it. */
export class ReferenceReader {
  readonly #context: ScanContext

  constructor(context: ScanContext) {
    this.#context = context
  }

  read(node: Extract<Node, { type: 'Identifier' }>, parent: Node | null, draft: Draft | undefined): void {
    if (parent === null || isKeyOnly(node, parent) || !isReferenceIdentifier(node, parent)) return
    if (parent.type === 'ExportSpecifier' || parent.type === 'ImportSpecifier') return
    const meaning = this.#context.scopes.resolve(node.name)
    switch (meaning.kind) {
      case 'global': {
        const instead = outsideGlobals.get(node.name)
        if (instead !== undefined) {
          this.#context.complain(node, 'outside', `\`${node.name}\` touches the outside of the program`, instead)
        }
        return
      }
      case 'outside':
        this.#context.complain(
          node,
          'outside-import',
          `\`${node.name}\` is imported from ${meaning.specifier}, outside of the version folder`,
          'a type-only import, or a copy inside the folder',
        )
        return
      case 'namespace':
        if (draft !== undefined) this.#namespaceMember(node, parent, meaning, draft)
        return
      case 'entity':
        if (draft !== undefined && !isDeclarationName(node, parent)) {
          this.#reference(node, meaning.id, parent, this.#context.place.ancestors.at(-2), draft)
        }
        return
      case 'local':
      case 'type':
    }
  }

  #namespaceMember(node: Node, parent: Node, meaning: Extract<Meaning, { kind: 'namespace' }>, draft: Draft): void {
    const member =
      parent.type === 'MemberExpression' &&
      parent.object === node &&
      !parent.computed &&
      parent.property.type === 'Identifier'
        ? parent.property.name
        : undefined
    const target = member === undefined ? undefined : this.#context.scopes.names.findExport(meaning.module, member)
    if (target?.kind !== 'entity') {
      this.#context.complain(node, 'namespace-value', 'a namespace import used as a value', 'the imports by name')
      return
    }
    this.#reference(
      parent,
      target.id,
      this.#context.place.ancestors.at(-2),
      this.#context.place.ancestors.at(-3),
      draft,
    )
  }

  #reference(node: Node, target: string, parent: Node | undefined, grandparent: Node | undefined, draft: Draft): void {
    const use = referenceUse(node, parent, grandparent)
    const member =
      use === 'static-member' &&
      parent?.type === 'MemberExpression' &&
      !parent.computed &&
      parent.property.type === 'Identifier'
        ? { member: parent.property.name }
        : {}
    const busy =
      (use === 'call' || use === 'new') && (parent?.type === 'CallExpression' || parent?.type === 'NewExpression')
        ? this.#context.busy.ofCall(parent)
        : {}
    draft.references.push({
      start: node.start,
      end: node.end,
      target,
      use,
      shorthand: isShorthand(node, parent, grandparent),
      startsStatement: this.#context.place.startsStatement(node),
      ...member,
      ...busy,
    })
  }
}
