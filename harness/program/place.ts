import type { Class, Node } from '@oxc-project/types'

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])
const transparent = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
])

export function isFunction(node: Node): boolean {
  return functionTypes.has(node.type)
}

/** Where a walk stands: the nodes around the one that is visited, outermost first. */
export class Place {
  readonly ancestors: Node[] = []

  /** The innermost node around it that is more than types or parentheses, and what of it stands there. */
  around(node: Node): { readonly parent: Node | undefined; readonly child: Node } {
    let child = node
    for (let index = this.ancestors.length - 1; index >= 0; index--) {
      const ancestor = this.ancestors[index]!
      if (!transparent.has(ancestor.type)) return { parent: ancestor, child }
      child = ancestor
    }
    return { parent: undefined, child }
  }

  /** Whether the node is called, types and parentheses aside. */
  isCallee(node: Node): boolean {
    const { parent, child } = this.around(node)
    return parent?.type === 'CallExpression' && parent.callee === child
  }

  /** What gives `this` its meaning here: a function that is no arrow, or a field. */
  thisOwner(): { readonly node: Node; readonly parent: Node | undefined } | undefined {
    for (let index = this.ancestors.length - 1; index >= 0; index--) {
      const node = this.ancestors[index]!
      if (
        node.type === 'PropertyDefinition' ||
        node.type === 'FunctionDeclaration' ||
        node.type === 'FunctionExpression'
      ) {
        return { node, parent: this.ancestors[index - 1] }
      }
    }
    return undefined
  }

  /** The class of which `this` is an object here, or which `this` is in a static method. */
  thisClass(): Class | undefined {
    const owner = this.thisOwner()
    if (
      owner === undefined ||
      (owner.node.type !== 'PropertyDefinition' && owner.parent?.type !== 'MethodDefinition')
    ) {
      return undefined
    }
    return this.ancestors.findLast((ancestor): ancestor is Class => ancestor.type === 'ClassDeclaration')
  }

  /** Whether it stands among the parameters of the function given. */
  isInParametersOf(owner: Node): boolean {
    const index = this.ancestors.lastIndexOf(owner)
    const inner = this.ancestors[index + 1]
    return (
      index !== -1 &&
      inner !== undefined &&
      'params' in owner &&
      Array.isArray(owner.params) &&
      (owner.params as Node[]).includes(inner)
    )
  }

  /** Whether a statement begins with the node. */
  startsStatement(node: Node): boolean {
    for (let index = this.ancestors.length - 1; index >= 0; index--) {
      const ancestor = this.ancestors[index]!
      if (ancestor.start !== node.start) return false
      if (ancestor.type === 'ExpressionStatement') return true
    }
    return false
  }
}
