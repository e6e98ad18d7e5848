import type {
  AssignmentExpression,
  CallExpression,
  Expression,
  MemberExpression,
  NewExpression,
  Node,
  PropertyDefinition,
} from '@oxc-project/types'
import { isReferenceIdentifier, walk } from 'oxc-walker'
import { BusyFinder } from './busy-arguments.ts'
import { Closures } from './closures.ts'
import { problemAt, type Declarations } from './declarations.ts'
import { createDraft, type Draft } from './draft.ts'
import { findForbidden } from './forbidden.ts'
import { accessorPrefix, memberName, methodsOf } from './members.ts'
import type { Meaning, Names } from './names.ts'
import { applyingMethods, callbackMethods, outsideGlobals, steppingMethods } from './outside.ts'
import { isFunction, Place } from './place.ts'
import type { Problem } from './problem.ts'
import { ReceiverTypes, type ReceiverType } from './receiver-type.ts'
import { isDeclarationName, isKeyOnly, isShorthand, isWritten, mayBeFunction, referenceUse } from './reference-use.ts'
import { Scopes } from './scopes.ts'
import { isEndless, readSuspension } from './suspension.ts'
import { withoutTypes } from './without-types.ts'

/** What the bodies of a module refer to and do, by entity id. */
export interface Scan {
  readonly drafts: ReadonlyMap<string, Draft>
  /** Names under which objects may hold functions; `*` where a name is computed. */
  readonly functionProperties: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

const wrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
])

/** Walks a module once and collects, for each entity, its references (the relocations) and what else it does. */
export function scanModule(declarations: Declarations, names: Names): Scan {
  const scanner = new Scanner(declarations, names)
  walk(declarations.file.ast, {
    scopeTracker: scanner.scopes.tracker,
    enter: (node, parent) => scanner.enter(node, parent),
    leave: (node) => scanner.leave(node),
  })
  return scanner
}

class Scanner implements Scan {
  readonly drafts = new Map<string, Draft>()
  readonly functionProperties = new Set<string>()
  readonly problems: Problem[] = []
  readonly scopes: Scopes
  readonly #declarations: Declarations
  readonly #owners = new Map<Node, Draft>()
  readonly #open: { readonly node: Node; readonly draft: Draft; functionDepth: number }[] = []
  readonly #place = new Place()
  readonly #receivers: ReceiverTypes
  readonly #closures: Closures
  readonly #busy: BusyFinder
  #typeDepth = 0

  constructor(declarations: Declarations, names: Names) {
    this.#declarations = declarations
    this.scopes = new Scopes(declarations, names)
    this.#receivers = new ReceiverTypes(this.scopes, this.#place)
    this.#closures = new Closures(this.scopes, this.#place)
    this.#busy = new BusyFinder(this.scopes, this.#receivers)
    for (const declaration of declarations.values.values()) {
      const id = `${declarations.file.name}#${declaration.name}`
      const draft = this.#own(declaration.node, createDraft(id, declaration.kind))
      if (declaration.kind !== 'class') continue
      // A constructor does what the initialisers of the fields do.
      this.drafts.set(`${id}.constructor`, createDraft(`${id}.constructor`, 'procedure', draft.uses))
      for (const method of methodsOf(declaration.node)) {
        const name = memberName(method)
        const methodId = `${id}.${accessorPrefix(method.kind)}${name}`
        if (method.kind === 'constructor') this.#owners.set(method, this.drafts.get(methodId)!)
        else if (name !== undefined) this.#ownMethod(method, methodId)
      }
    }
  }

  enter(node: Node, parent: Node | null): void {
    if (node.type.startsWith('TS') && !wrappers.has(node.type)) this.#typeDepth++
    const owner = this.#owners.get(node)
    if (owner !== undefined) this.#open.push({ node, draft: owner, functionDepth: 0 })
    if (this.#typeDepth === 0) this.#visit(node, parent)
    this.#place.ancestors.push(node)
  }

  leave(node: Node): void {
    this.#place.ancestors.pop()
    if (node.type.startsWith('TS') && !wrappers.has(node.type)) this.#typeDepth--
    const top = this.#open.at(-1)
    if (top !== undefined && this.#typeDepth === 0 && isFunction(node) && !this.#isOwnFunction(node))
      top.functionDepth--
    if (top?.node === node) this.#open.pop()
  }

  #own(node: Node, draft: Draft): Draft {
    this.drafts.set(draft.id, draft)
    this.#owners.set(node, draft)
    return draft
  }

  #ownMethod(node: Node, id: string): void {
    if (this.drafts.has(id))
      this.#problem(
        node,
        'duplicate-member',
        `a second \`${id.slice(id.indexOf('#') + 1)}\`, static or not`,
        'another name',
      )
    this.#own(node, createDraft(id, 'procedure'))
  }

  #visit(node: Node, parent: Node | null): void {
    const open = this.#open.at(-1)
    const draft = open?.draft
    const inClosure = (open?.functionDepth ?? 0) > 0
    this.#checkForbidden(node, parent, inClosure)
    if (node.type === 'Identifier') {
      this.#identifier(node, parent, draft)
      return
    }
    if (draft === undefined) return
    const suspension = readSuspension(node)
    if (suspension !== undefined) this.#suspension(node, suspension, draft, inClosure)
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (open === undefined || this.#isOwnFunction(node)) return
        open.functionDepth++
        this.#closure(node, draft)
        return
      case 'ForOfStatement':
      case 'SpreadElement':
      case 'ArrayPattern':
        draft.uses.iterates = true
        return
      case 'YieldExpression':
        if (node.delegate) draft.uses.iterates = true
        return
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        if (isEndless(node)) draft.uses.endlessLoop = true
        return
      case 'CallExpression':
        this.#call(node, draft)
        return
      case 'TaggedTemplateExpression':
        draft.uses.unknownCall = true
        return
      case 'NewExpression':
        this.#construct(node, draft)
        return
      case 'MemberExpression':
        this.#member(node, draft)
        return
      case 'ObjectPattern':
        this.#objectPattern(node, draft)
        return
      case 'Property':
        if (parent?.type === 'ObjectExpression')
          this.#holds(
            node.computed
              ? '*'
              : node.key.type === 'Identifier'
                ? node.key.name
                : String((node.key as { value?: unknown }).value),
            node.value,
          )
        return
      case 'AssignmentExpression':
        this.#assignment(node)
        return
      case 'PropertyDefinition':
        this.#field(node, draft)
        return
      default:
    }
  }

  #checkForbidden(node: Node, parent: Node | null, inClosure: boolean): void {
    if (node.type === 'Identifier' && parent !== null && isKeyOnly(node, parent)) return
    const open = this.#open.at(-1)
    const objection = findForbidden(node, {
      scopes: this.scopes,
      place: this.#place,
      owner: open?.node,
      inClosure,
      isSupport: this.#declarations.support !== undefined,
    })
    if (objection !== undefined) this.#problem(node, objection.code, objection.message, objection.instead)
  }

  #identifier(node: Extract<Node, { type: 'Identifier' }>, parent: Node | null, draft: Draft | undefined): void {
    if (parent === null || isKeyOnly(node, parent) || !isReferenceIdentifier(node, parent)) return
    if (parent.type === 'ExportSpecifier' || parent.type === 'ImportSpecifier') return
    const meaning = this.scopes.resolve(node.name)
    switch (meaning.kind) {
      case 'global': {
        const instead = outsideGlobals.get(node.name)
        if (instead !== undefined)
          this.#problem(node, 'outside', `\`${node.name}\` touches the outside of the program`, instead)
        return
      }
      case 'outside':
        this.#problem(
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
        if (draft !== undefined && !isDeclarationName(node, parent))
          this.#reference(node, meaning.id, parent, this.#place.ancestors.at(-2), draft)
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
    const target = member === undefined ? undefined : this.scopes.names.findExport(meaning.module, member)
    if (target?.kind !== 'entity') {
      this.#problem(node, 'namespace-value', 'a namespace import used as a value', 'the imports by name')
      return
    }
    this.#reference(parent, target.id, this.#place.ancestors.at(-2), this.#place.ancestors.at(-3), draft)
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
        ? this.#busy.ofCall(parent)
        : {}
    draft.references.push({
      start: node.start,
      end: node.end,
      target,
      use,
      shorthand: isShorthand(node, parent, grandparent),
      startsStatement: this.#place.startsStatement(node),
      ...member,
      ...busy,
    })
  }

  #suspension(
    node: Node,
    suspension: NonNullable<ReturnType<typeof readSuspension>>,
    draft: Draft,
    inClosure: boolean,
  ): void {
    if (inClosure) return
    if (draft.kind !== 'procedure') {
      this.#problem(node, 'top-level-await', '`await` at the top level', 'the work inside `main`')
      return
    }
    draft.suspensions.push(suspension)
    if (suspension.kind !== 'handler') draft.uses.suspends = true
  }

  #closure(node: Node, draft: Draft): void {
    if ((draft.kind === 'datum' || draft.kind === 'adt') && this.#closures.isKeptByInitialiser(node))
      this.#problemClosure(node, 'static data')
    if (this.#closures.escapes(node)) draft.uses.escapingClosure = true
  }

  #call(node: CallExpression, draft: Draft): void {
    const callee = withoutTypes(node.callee)
    this.#checkDefaultValue(node, draft, callee)
    for (const kept of this.#closures.keptByCall(node)) this.#problemClosure(kept, 'state')
    if (this.#passesUnknownFunction(callee, node.arguments)) draft.uses.unknownCall = true
    if (callee.type === 'Identifier') {
      if (this.#closures.isUnknownFunction(callee.name)) draft.uses.unknownCall = true
      if (this.scopes.isGlobal(callee) && node.arguments.length > 0) draft.uses.iterates = true
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
    if (object.type === 'Identifier' && this.scopes.isGlobal(object)) {
      // `Array.from(items)`, `Object.assign(target, source)`, `Reflect.apply(…)`
      if (node.arguments.length > 0) draft.uses.iterates = true
      if (object.name === 'Reflect' || (object.name === 'Object' && name === 'assign'))
        Object.assign(draft.uses, { unknownCall: true, computedMember: true, computedAccess: true })
      return
    }
    if (object.type === 'Identifier' && this.scopes.resolve(object.name).kind === 'namespace') return
    const receiver = this.#receivers.find(object)
    const isClass = this.scopes.entity(object)?.declared.kind === 'class'
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
    const on = isClass ? this.scopes.entity(object)?.id : idOf(receiver)
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
        ? this.#busy.ofCall(node)
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
    )
      return false
    if (this.#receivers.find(callee.object)?.kind === 'adt') return false
    return values.some(
      (value) =>
        value.type === 'Identifier' &&
        this.#closures.isUnknownFunction(value.name) &&
        this.#receivers.find(value as Expression) === undefined,
    )
  }

  /** The default of a parameter is computed before the procedure is entered: what it calls would not know its caller. */
  #checkDefaultValue(node: CallExpression | NewExpression, draft: Draft, callee: Expression): void {
    const open = this.#open.at(-1)
    if (draft.kind !== 'procedure' || open === undefined || open.functionDepth > 0) return
    const owner = open.node.type === 'MethodDefinition' ? open.node.value : open.node
    if (!this.#place.isInParametersOf(owner)) return
    const isHarmless =
      callee.type === 'MemberExpression'
        ? this.#receivers.find(callee.object)?.kind === 'builtin'
        : this.scopes.isGlobal(callee)
    if (!isHarmless)
      this.#problem(
        node,
        'default-call',
        'a call in the default value of a parameter: it would run before the procedure is entered',
        'the call in the body, where the parameter is `undefined`',
      )
  }

  #construct(node: NewExpression, draft: Draft): void {
    const callee = withoutTypes(node.callee)
    this.#checkDefaultValue(node, draft, callee)
    if (callee.type === 'Identifier' && this.scopes.isGlobal(callee)) {
      if (node.arguments.length > 0) draft.uses.iterates = true
      if (callee.name === 'Promise')
        draft.uses.unknownCall ||= node.arguments.some(
          (argument) => argument.type === 'Identifier' && this.#closures.isUnknownFunction(argument.name),
        )
    } else if (this.scopes.entity(callee) === undefined) {
      draft.uses.unknownCall = true
    }
  }

  #member(node: MemberExpression, draft: Draft): void {
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
      this.scopes.isGlobal(node.object)
    ) {
      this.#problem(
        node,
        'outside',
        '`Math.random` makes two runs differ',
        'a generator of the program, seeded by a request',
      )
    }
    if (this.#place.isCallee(node)) return
    const receiver = this.#receivers.find(node.object)
    if (name === undefined) {
      if (receiver?.kind !== 'builtin' && !this.#receivers.isNumber(node.property as Expression))
        draft.uses.computedAccess = true
      return
    }
    const on = idOf(receiver)
    const { parent, child } = this.#place.around(node)
    const written = parent !== undefined && isWritten(child, parent)
    const read =
      !written ||
      parent.type === 'UpdateExpression' ||
      parent.type === 'Property' ||
      (parent.type === 'AssignmentExpression' && parent.operator !== '=')
    draft.uses.memberAccesses.push({ name, ...(on === undefined ? {} : { on }), read, written })
  }

  /** `{ size } = list` reads a getter too. */
  #objectPattern(node: Extract<Node, { type: 'ObjectPattern' }>, draft: Draft): void {
    for (const property of node.properties) {
      if (property.type !== 'Property') continue
      if (property.computed) draft.uses.computedAccess = true
      else if (property.key.type === 'Identifier')
        draft.uses.memberAccesses.push({ name: property.key.name, read: true, written: false })
    }
  }

  #assignment(node: AssignmentExpression): void {
    const kept = this.#closures.keptByAssignment(node.left, node.right)
    if (kept !== undefined) this.#problemClosure(kept, 'state')
    if (node.left.type !== 'MemberExpression') return
    const { property, computed, object } = node.left
    if (!computed && property.type === 'Identifier') this.#holds(property.name, node.right)
    else if (this.#receivers.find(object)?.kind !== 'builtin' && !this.#receivers.isNumber(property as Expression))
      this.#holds('*', node.right)
  }

  /** A property that may hold a function: then a method call of that name may call it. */
  #holds(name: string, value: Node): void {
    if (
      mayBeFunction(value) &&
      !(value.type === 'Identifier' && this.#receivers.find(value as Expression) !== undefined)
    )
      this.functionProperties.add(name)
  }

  #field(node: PropertyDefinition, draft: Draft): void {
    if (this.#closures.isFunctionField(node))
      this.#problem(node, 'closure-in-data', 'a function kept in a field: it would stay old for ever', 'a method')
    if (node.value === null || node.static) return
    const { certain, members } = this.#busy.of(node.value)
    draft.busyFields ||= certain || members.length > 0
    if (node.key.type === 'Identifier') this.#holds(node.key.name, node.value)
  }

  #isOwnFunction(node: Node): boolean {
    const top = this.#open.at(-1)
    return top !== undefined && (top.node === node || (top.node.type === 'MethodDefinition' && top.node.value === node))
  }

  #problemClosure(node: Node, where: string): void {
    this.#problem(
      node,
      'closure-in-data',
      `a function kept in ${where}: it would stay old for ever`,
      'a procedure at the top level, named in the data or chosen by a value in it',
    )
  }

  #problem(node: Node, code: string, message: string, instead: string): void {
    this.problems.push(problemAt(this.#declarations.file, node.start, code, message, instead))
  }
}

function idOf(receiver: ReceiverType | undefined): string | undefined {
  return receiver?.kind === 'adt' ? receiver.id : receiver?.kind
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
