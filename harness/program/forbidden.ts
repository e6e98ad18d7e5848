import type { Node } from '@oxc-project/types'
import { memberName } from './members.ts'
import type { Place } from './place.ts'
import type { Scopes } from './scopes.ts'

export interface Objection {
  readonly code: string
  readonly message: string
  readonly instead: string
}

interface Context {
  readonly scopes: Scopes
  readonly place: Place
  /** What owns the code: a function declaration, an arrow, a method, a class. */
  readonly owner: Node | undefined
  readonly inClosure: boolean
  readonly isSupport: boolean
}

/** What the model cannot carry, as far as a single node shows it. */
export function findForbidden(node: Node, context: Context): Objection | undefined {
  switch (node.type) {
    case 'PrivateIdentifier':
      return {
        code: 'private-field',
        message: `\`#${node.name}\`: code of another version cannot reach it`,
        instead: `\`private ${node.name}\`, which only the type checker sees`,
      }
    case 'ClassExpression':
      return {
        code: 'class-expression',
        message: 'a class inside an expression: its objects would keep old methods',
        instead: 'a class at the top level',
      }
    case 'ClassDeclaration':
      if (context.owner !== node) {
        return {
          code: 'nested-class',
          message: 'a class inside a procedure: its objects would keep old methods',
          instead: 'a class at the top level',
        }
      }
      if (node.superClass !== null && node.superClass.type !== 'Identifier') {
        return {
          code: 'computed-parent',
          message: 'a class that extends an expression',
          instead: 'a class that extends a named class',
        }
      }
      return undefined
    case 'StaticBlock':
      return {
        code: 'static-block',
        message: 'a static block: a side effect at the top level',
        instead: 'an initialiser',
      }
    case 'AccessorProperty':
    case 'Decorator':
      return { code: 'decorator', message: 'a decorator or accessor field', instead: 'a plain field, getter or setter' }
    case 'PropertyDefinition':
      if (node.static) {
        return {
          code: 'static-field',
          message: 'a static field: static data that no mapper could convert',
          instead: '`const` or `let` at the top level',
        }
      }
      // A private name is a problem of its own.
      return node.key.type !== 'PrivateIdentifier' && memberName(node) === undefined
        ? { code: 'computed-member', message: 'a field whose name is computed', instead: 'a fixed name' }
        : undefined
    case 'MethodDefinition':
      if (node.key.type !== 'PrivateIdentifier' && memberName(node) === undefined) {
        return {
          code: 'computed-member',
          message: 'a method whose name is computed',
          instead: 'a fixed name, or a well-known symbol',
        }
      }
      return undefined
    case 'ImportExpression':
      return {
        code: 'dynamic-import',
        message: '`import()`: the program would not be known before it runs',
        instead: 'an import at the top',
      }
    case 'MetaProperty':
      return node.meta.name === 'import'
        ? {
            code: 'outside',
            message: '`import.meta` touches the outside of the program',
            instead: 'what main receives as its arguments',
          }
        : undefined
    case 'ThisExpression':
      return isThisOfNoClass(context)
        ? { code: 'this-outside-class', message: '`this` in a procedure that is no method', instead: 'a parameter' }
        : undefined
    case 'ReturnStatement':
      if (context.inClosure || context.owner?.type !== 'MethodDefinition' || context.owner.kind !== 'constructor') {
        return undefined
      }
      return {
        code: 'constructor-return',
        message: '`return` in a constructor',
        instead: '`if` and `else`, or a static method that makes the object',
      }
    case 'Identifier':
      return findForbiddenName(node.name, context)
    default:
      return undefined
  }
}

function findForbiddenName(name: string, { scopes }: Context): Objection | undefined {
  if (/^\$\w/.test(name)) {
    return {
      code: 'reserved-name',
      message: `\`${name}\`: names that begin with \`$\` are the linker's`,
      instead: 'another name',
    }
  }
  if (name !== 'arguments') return undefined
  const found = scopes.resolve(name)
  if (found.kind !== 'local' || found.declaration.type !== 'FunctionArguments') return undefined
  return {
    code: 'arguments',
    message: '`arguments`: how many there are is no part of an interface',
    instead: 'a rest parameter',
  }
}

/** An interprocedure may stand in for a method: it alone is called on an object. */
function isThisOfNoClass({ place, owner, isSupport }: Context): boolean {
  if (isSupport) return false
  const thisOwner = place.thisOwner()
  return thisOwner === undefined || thisOwner.node === owner
}
