import type { Class, Expression, Node, PropertyDefinition } from '@oxc-project/types'
import { isReferenceIdentifier, ScopeTracker, walk } from 'oxc-walker'
import { memberName, problemAt, withoutTypes, type Declarations } from './declarations.ts'
import { createDraft, type Draft } from './draft.ts'
import type { Meaning, Names } from './names.ts'
import { callbackMethods, outsideGlobals, retainingMethods } from './outside.ts'
import type { Problem } from './problem.ts'
import { ReceiverTypes } from './receiver-type.ts'
import type { BusyArguments, ReferenceUse } from './program.ts'

/** What the bodies of a module refer to and do, by entity id. */
export interface Scan {
  readonly drafts: ReadonlyMap<string, Draft>
  readonly problems: readonly Problem[]
}

const wrappers = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion', 'TSInstantiationExpression'])
/** What may run other code, or let it run. */
const busyNodes = new Set(['CallExpression', 'NewExpression', 'AwaitExpression', 'YieldExpression', 'TaggedTemplateExpression', 'SpreadElement', 'ImportExpression'])
const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** Walks a module once and collects, for each entity, its references (the relocations) and what else it does. */
export function scanModule(declarations: Declarations, names: Names): Scan {
  const scanner = new Scanner(declarations, names)
  return { drafts: scanner.drafts, problems: scanner.problems }
}

class Scanner {
  readonly drafts = new Map<string, Draft>()
  readonly problems: Problem[] = []
  readonly #declarations: Declarations
  readonly #names: Names
  readonly #owners = new Map<Node, Draft>()
  readonly #open: { node: Node; draft: Draft; functionDepth: number }[] = []
  readonly #ancestors: Node[] = []
  readonly #scopes = new ScopeTracker({ preserveExitedScopes: true })
  readonly #receivers: ReceiverTypes
  #typeDepth = 0

  constructor(declarations: Declarations, names: Names) {
    this.#declarations = declarations
    this.#names = names
    this.#receivers = new ReceiverTypes(names, declarations.file.name, this.#scopes)
    this.#claimOwners()
    walk(declarations.file.ast, { scopeTracker: this.#scopes })
    this.#scopes.freeze()
    walk(declarations.file.ast, {
      scopeTracker: this.#scopes,
      enter: (node, parent) => this.#enter(node, parent),
      leave: (node) => this.#leave(node),
    })
  }

  #claimOwners(): void {
    for (const declaration of this.#declarations.values.values()) {
      const id = `${this.#declarations.file.name}#${declaration.name}`
      this.#own(declaration.node, createDraft(id, declaration.kind))
      if (declaration.kind !== 'class') continue
      for (const member of declaration.node.body.body) {
        if (member.type !== 'MethodDefinition') continue
        const name = memberName(member)
        if (name !== undefined) this.#own(member, createDraft(`${id}.${accessorPrefix(member.kind)}${name}`, 'procedure'))
      }
      if (!this.drafts.has(`${id}.constructor`)) this.drafts.set(`${id}.constructor`, createDraft(`${id}.constructor`, 'procedure'))
    }
  }

  #own(node: Node, draft: Draft): void {
    this.drafts.set(draft.id, draft)
    this.#owners.set(node, draft)
  }

  #enter(node: Node, parent: Node | null): void {
    if (node.type.startsWith('TS') && !wrappers.has(node.type)) this.#typeDepth++
    const owner = this.#owners.get(node)
    if (owner !== undefined) this.#open.push({ node, draft: owner, functionDepth: 0 })
    if (this.#typeDepth === 0) this.#visit(node, parent)
    this.#ancestors.push(node)
  }

  #leave(node: Node): void {
    this.#ancestors.pop()
    if (node.type.startsWith('TS') && !wrappers.has(node.type)) this.#typeDepth--
    const top = this.#open.at(-1)
    if (top !== undefined && functions.has(node.type) && !this.#isOwnFunction(node)) top.functionDepth--
    if (top?.node === node) this.#open.pop()
  }

  #visit(node: Node, parent: Node | null): void {
    const open = this.#open.at(-1)
    const draft = open?.draft
    const inClosure = (open?.functionDepth ?? 0) > 0
    switch (node.type) {
      case 'Identifier':
        this.#identifier(node, parent, draft)
        return
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (open !== undefined && !this.#isOwnFunction(node)) {
          open.functionDepth++
          this.#closure(node, parent, open.draft)
        }
        return
      case 'AwaitExpression':
        if (draft?.kind !== 'procedure') return this.#problem(node, 'top-level-await', '`await` at the top level', 'the work inside `main`')
        draft.suspensions.push({ kind: 'await', start: node.start, end: node.end, operand: node.argument.start })
        if (!inClosure) draft.uses.suspends = true
        return
      case 'YieldExpression':
        if (draft === undefined) return
        draft.suspensions.push({ kind: 'yield', start: node.start, end: node.end, operand: node.argument?.start ?? node.end })
        if (!inClosure) draft.uses.suspends = true
        if (node.delegate) draft.uses.iterates = true
        return
      case 'ForOfStatement':
        if (draft === undefined) return
        draft.uses.iterates = true
        if (node.await) {
          draft.suspensions.push({ kind: 'for-await', start: node.start, end: node.end, operand: node.body.start })
          if (!inClosure) draft.uses.suspends = true
        }
        return
      case 'SpreadElement':
      case 'ArrayPattern':
        if (draft !== undefined) draft.uses.iterates = true
        return
      case 'ForStatement':
      case 'WhileStatement':
        if (draft !== undefined && isEndless(node) && containsAwait(node.body)) draft.uses.endlessLoop = true
        return
      case 'CallExpression':
        this.#call(node, draft)
        return
      case 'NewExpression':
        this.#construct(node, draft)
        return
      case 'MemberExpression':
        this.#member(node, parent, draft)
        return
      case 'AssignmentExpression':
        this.#assignment(node, draft)
        return
      case 'PropertyDefinition':
        this.#field(node)
        return
      case 'MethodDefinition':
        if (memberName(node) === undefined) this.#problem(node, 'computed-member', 'a method whose name is computed', 'a fixed name, or a well-known symbol')
        return
      default:
        this.#forbidden(node)
    }
  }

  #forbidden(node: Node): void {
    switch (node.type) {
      case 'PrivateIdentifier':
        return this.#problem(node, 'private-field', `\`#${node.name}\`: code of another version cannot reach it`, `\`private ${node.name}\`, which only the type checker sees`)
      case 'ClassExpression':
        return this.#problem(node, 'class-expression', 'a class inside an expression: its objects would keep old methods', 'a class at the top level')
      case 'ClassDeclaration':
        if (!this.#owners.has(node)) this.#problem(node, 'nested-class', 'a class inside a procedure: its objects would keep old methods', 'a class at the top level')
        if (node.superClass !== null && node.superClass.type !== 'Identifier') this.#problem(node, 'computed-parent', 'a class that extends an expression', 'a class that extends a named class')
        return
      case 'StaticBlock':
        return this.#problem(node, 'static-block', 'a static block: a side effect at the top level', 'an initialiser')
      case 'AccessorProperty':
      case 'Decorator':
        return this.#problem(node, 'decorator', 'a decorator or accessor field', 'a plain field, getter or setter')
      case 'ImportExpression':
        return this.#problem(node, 'dynamic-import', '`import()`: the program would not be known before it runs', 'an import at the top')
      default:
    }
  }

  #identifier(node: Extract<Node, { type: 'Identifier' }>, parent: Node | null, draft: Draft | undefined): void {
    if (parent === null || isKeyOnly(node, parent) || !isReferenceIdentifier(node, parent)) return
    if (parent.type === 'ExportSpecifier' || parent.type === 'ImportSpecifier') return
    const declaration = this.#scopes.getDeclaration(node.name)
    if (declaration === null) {
      const instead = outsideGlobals.get(node.name)
      if (instead !== undefined) this.#problem(node, 'outside', `\`${node.name}\` touches the outside of the program`, instead)
      return
    }
    if (declaration.scope !== '' || draft === undefined) return
    const meaning = this.#names.find(this.#declarations.file.name, node.name)
    if (meaning === undefined || meaning.kind === 'type') return
    if (meaning.kind === 'outside') {
      this.#problem(node, 'outside-import', `\`${node.name}\` is imported from ${meaning.specifier}, outside of the version folder`, 'a type-only import, or a copy inside the folder')
    } else if (meaning.kind === 'namespace') {
      this.#namespaceMember(node, parent, meaning, draft)
    } else if (!isDeclarationName(node, parent)) {
      this.#reference(node, node.start, node.end, meaning.id, parent, draft)
    }
  }

  #namespaceMember(node: Node, parent: Node, meaning: Extract<Meaning, { kind: 'namespace' }>, draft: Draft): void {
    const member = parent.type === 'MemberExpression' && parent.object === node && !parent.computed && parent.property.type === 'Identifier' ? parent.property.name : undefined
    const target = member === undefined ? undefined : this.#names.findExport(meaning.module, member)
    if (target?.kind !== 'entity') return this.#problem(node, 'namespace-value', 'a namespace import used as a value', 'the imports by name')
    this.#reference(parent, parent.start, parent.end, target.id, this.#ancestors.at(-2) ?? null, draft)
  }

  #reference(node: Node, start: number, end: number, target: string, parent: Node | null, draft: Draft): void {
    const shorthand = parent?.type === 'Property' && parent.shorthand
    const use = referenceUse(node, parent)
    if (use === 'static-member' && parent?.type === 'MemberExpression' && parent.property.type === 'Identifier' && !parent.computed) {
      draft.references.push({ start, end, target, use, shorthand, member: parent.property.name })
    } else {
      const busy = (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node ? findBusyArguments(parent) : {}
      draft.references.push({ start, end, target, use, shorthand, ...busy })
    }
  }

  #closure(node: Node, parent: Node | null, draft: Draft): void {
    if (node.type !== 'FunctionDeclaration' && node.type !== 'FunctionExpression' && node.type !== 'ArrowFunctionExpression') return
    const body = node.body
    if (body !== null) draft.closures.push({ start: body.start, end: body.end, expression: body.type !== 'BlockStatement' })
    if (draft.kind === 'datum' && (parent?.type === 'Property' || parent?.type === 'ArrayExpression' || parent?.type === 'NewExpression' || parent?.type === 'VariableDeclarator')) {
      this.#problem(node, 'closure-in-data', 'a function kept in static data: it would stay old for ever', 'a procedure at the top level, named in the data')
    }
    if (!isCallbackArgument(node, parent)) draft.uses.escapingClosure = true
  }

  #call(node: Extract<Node, { type: 'CallExpression' }>, draft: Draft | undefined): void {
    if (draft === undefined) return
    const callee = node.callee
    if (callee.type === 'Super') {
      if (draft.kind === 'procedure') draft.afterSuper = node.end
      return
    }
    if (callee.type === 'Identifier') {
      if (this.#isUnknownFunction(callee.name)) draft.uses.unknownCall = true
      return
    }
    if (callee.type === 'MemberExpression') {
      this.#checkRetained(callee, node.arguments, draft)
      if (callee.computed && callee.property.type !== 'Literal') {
        draft.uses.unknownCall = true
        draft.uses.computedMember = true
      } else if (!this.#isKnownObject(callee.object)) {
        const name = propertyName(callee)
        const receiver = this.#receivers.find(callee.object, this.#enclosingClass())
        draft.memberCalls.push({
          ...(receiver === undefined ? {} : { on: receiver.kind === 'adt' ? receiver.id : receiver.kind }),
          name,
          start: callee.property.start,
          end: callee.property.end,
          receiver: { start: callee.object.start, end: callee.object.end },
          ...findBusyArguments(node),
          optional: callee.optional || node.optional,
          onSuper: callee.object.type === 'Super',
          onThis: callee.object.type === 'ThisExpression',
        })
      }
      const ofProgram = callee.object.type === 'ThisExpression' || this.#receivers.find(callee.object, this.#enclosingClass())?.kind === 'adt'
      if (ofProgram || !callbackMethods.has(propertyName(callee))) return
      for (const argument of node.arguments) if (argument.type === 'Identifier' && this.#isUnknownFunction(argument.name)) draft.uses.unknownCall = true
      return
    }
    if (!functions.has(withoutTypes(callee).type)) draft.uses.unknownCall = true
  }

  #construct(node: Extract<Node, { type: 'NewExpression' }>, draft: Draft | undefined): void {
    if (draft === undefined) return
    if (node.callee.type !== 'Identifier') draft.uses.unknownCall = true
    else if ((this.#scopes.getDeclaration(node.callee.name)?.scope ?? '') !== '') draft.uses.unknownCall = true
  }

  #member(node: Extract<Node, { type: 'MemberExpression' }>, parent: Node | null, draft: Draft | undefined): void {
    if (draft === undefined) return
    if (node.object.type === 'Identifier' && node.object.name === 'Math' && propertyName(node) === 'random' && this.#scopes.getDeclaration('Math') === null) {
      this.#problem(node, 'outside', '`Math.random` makes two runs differ', 'a generator of the program, seeded by a request')
    }
    if (parent?.type === 'CallExpression' && parent.callee === node) return
    if (node.computed && node.property.type !== 'Literal') return
    const written = (parent?.type === 'AssignmentExpression' && parent.left === node) || parent?.type === 'UpdateExpression'
    const names = written ? draft.uses.memberWrites : draft.uses.memberReads
    names.push(propertyName(node))
    if (parent?.type === 'UpdateExpression' || (parent?.type === 'AssignmentExpression' && parent.operator !== '=')) draft.uses.memberReads.push(propertyName(node))
  }

  #assignment(node: Extract<Node, { type: 'AssignmentExpression' }>, draft: Draft | undefined): void {
    if (draft === undefined || !this.#isFunctionValue(withoutTypes(node.right))) return
    const target = node.left
    const retained = (target.type === 'MemberExpression' && this.#isStateRoot(target)) || (target.type === 'Identifier' && this.#isDatum(target.name))
    if (retained) this.#problem(node, 'closure-in-data', 'a function kept in state: it would stay old for ever', 'a procedure at the top level, chosen by a value kept in the state')
  }

  #checkRetained(callee: Extract<Node, { type: 'MemberExpression' }>, callArguments: readonly Node[], draft: Draft): void {
    if (draft.kind !== 'procedure' || !retainingMethods.has(propertyName(callee)) || !this.#isStateRoot(callee)) return
    for (const argument of callArguments) {
      if (this.#isFunctionValue(argument)) this.#problem(argument, 'closure-in-data', 'a function kept in state: it would stay old for ever', 'a procedure at the top level, chosen by a value kept in the state')
    }
  }

  #field(node: PropertyDefinition): void {
    if (memberName(node) === undefined) this.#problem(node, 'computed-member', 'a field whose name is computed', 'a fixed name')
    const functionTyped = node.typeAnnotation?.typeAnnotation.type === 'TSFunctionType'
    if (functionTyped || (node.value !== null && functions.has(withoutTypes(node.value).type))) {
      this.#problem(node, 'closure-in-data', 'a function kept in a field: it would stay old for ever', 'a method')
    }
  }

  /** A local name that may hold a function made elsewhere. */
  #isUnknownFunction(name: string): boolean {
    const declaration = this.#scopes.getDeclaration(name)
    if (declaration === null) return false
    if (declaration.scope === '') return this.#names.find(this.#declarations.file.name, name)?.kind === 'entity' && !this.#isProcedure(name)
    if (declaration.type === 'Function') return false
    if (declaration.type !== 'Variable') return true
    return !declaration.variableNode.declarations.some((declarator) => declarator.id.type === 'Identifier' && declarator.id.name === name && declarator.init !== null && functions.has(withoutTypes(declarator.init).type))
  }

  #isFunctionValue(node: Node): boolean {
    if (functions.has(node.type)) return true
    if (node.type !== 'Identifier') return false
    const declaration = this.#scopes.getDeclaration(node.name)
    if (declaration === null || declaration.scope === '') return false
    if (declaration.type === 'Function') return true
    if (declaration.type === 'Variable') return !this.#isUnknownFunction(node.name)
    return declaration.type === 'FunctionParam' && hasFunctionType(declaration.fnNode.params, node.name)
  }

  #isStateRoot(node: Extract<Node, { type: 'MemberExpression' }>): boolean {
    let root: Node = node
    while (root.type === 'MemberExpression') root = root.object
    return root.type === 'ThisExpression' || (root.type === 'Identifier' && this.#isDatum(root.name))
  }

  #isDatum(name: string): boolean {
    return this.#declaredKind(name) === 'datum'
  }

  #isProcedure(name: string): boolean {
    const kind = this.#declaredKind(name)
    return kind === 'function' || kind === 'arrow'
  }

  #declaredKind(name: string): string | undefined {
    if ((this.#scopes.getDeclaration(name)?.scope ?? 'none') !== '') return undefined
    const meaning = this.#names.find(this.#declarations.file.name, name)
    return meaning?.kind === 'entity' ? this.#names.declaration(meaning)?.kind : undefined
  }

  /** Objects whose methods are known: classes and namespaces of the program, and global objects such as Math. */
  #isKnownObject(object: Expression | { type: 'Super' }): boolean {
    if (object.type !== 'Identifier') return false
    const declaration = this.#scopes.getDeclaration(object.name)
    if (declaration === null) return true
    if (declaration.scope !== '') return false
    const meaning = this.#names.find(this.#declarations.file.name, object.name)
    return meaning?.kind === 'namespace' || this.#declaredKind(object.name) === 'class'
  }

  #enclosingClass(): Class | undefined {
    const found = this.#ancestors.findLast((ancestor) => ancestor.type === 'ClassDeclaration')
    return found?.type === 'ClassDeclaration' ? found : undefined
  }

  #isOwnFunction(node: Node): boolean {
    const top = this.#open.at(-1)
    return top !== undefined && (top.node === node || (top.node.type === 'MethodDefinition' && top.node.value === node))
  }

  #problem(node: Node, code: string, message: string, instead: string): void {
    this.problems.push(problemAt(this.#declarations.file, node.start, code, message, instead))
  }
}

/** `get ` and `set ` keep a getter's id apart from its setter's. */
export function accessorPrefix(kind: 'constructor' | 'method' | 'get' | 'set'): string {
  return kind === 'get' ? 'get ' : kind === 'set' ? 'set ' : ''
}

function referenceUse(node: Node, parent: Node | null): ReferenceUse {
  switch (parent?.type) {
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
    case 'AssignmentExpression':
      return parent.left === node ? 'write' : 'value'
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return 'write'
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === node ? 'write' : 'value'
    default:
      return 'value'
  }
}

/** A key, or the name that a declaration gives: no reference. */
function isKeyOnly(node: Node, parent: Node): boolean {
  return parent.type === 'Property' && !parent.computed && parent.key === node && parent.value !== node
}

function isDeclarationName(node: Node, parent: Node): boolean {
  return (parent.type === 'VariableDeclarator' || parent.type === 'FunctionDeclaration' || parent.type === 'ClassDeclaration') && parent.id === node
}

function isCallbackArgument(node: Node, parent: Node | null): boolean {
  if (parent?.type !== 'CallExpression' || parent.callee === node) return parent?.type === 'CallExpression'
  return parent.callee.type === 'MemberExpression' && callbackMethods.has(propertyName(parent.callee))
}

function propertyName(node: Extract<Node, { type: 'MemberExpression' }>): string {
  const property = node.property
  if (property.type === 'Literal') return String(property.value)
  return property.type === 'Identifier' || property.type === 'PrivateIdentifier' ? property.name : ''
}

/** Nothing where the arguments are certain to do nothing but be evaluated. */
function findBusyArguments(node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>): { busyArguments?: BusyArguments } {
  const [first] = node.arguments
  if (first === undefined) return {}
  let certain = false
  const members: string[] = []
  for (const argument of node.arguments) {
    walk(argument, {
      enter(inner) {
        if (functions.has(inner.type)) this.skip()
        if (busyNodes.has(inner.type)) certain = true
        if (inner.type === 'MemberExpression') members.push(propertyName(inner))
      },
    })
  }
  return certain || members.length > 0 ? { busyArguments: { call: node.start, start: first.start, certain, members } } : {}
}

function isEndless(node: Extract<Node, { type: 'ForStatement' | 'WhileStatement' }>): boolean {
  return node.test === null || (node.test.type === 'Literal' && node.test.value === true)
}

function containsAwait(body: Node): boolean {
  let found = false
  walk(body, {
    enter(node) {
      if (functions.has(node.type)) this.skip()
      if (node.type === 'AwaitExpression') found = true
    },
  })
  return found
}

function hasFunctionType(parameters: readonly Node[], name: string): boolean {
  return parameters.some((parameter) => parameter.type === 'Identifier' && parameter.name === name && parameter.typeAnnotation?.typeAnnotation.type === 'TSFunctionType')
}
