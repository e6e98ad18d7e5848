import type { Node } from '@oxc-project/types'
import { walk } from 'oxc-walker'
import { AccessReader } from './access-reader.ts'
import { BusyFinder } from './busy-arguments.ts'
import { CallReader } from './call-reader.ts'
import { Closures, keptIn } from './closures.ts'
import { problemAt, type Declarations } from './declarations.ts'
import { createDraft, type Draft } from './draft.ts'
import { findForbidden } from './forbidden.ts'
import { accessorPrefix, memberName, methodsOf } from './members.ts'
import type { Names } from './names.ts'
import { isFunction, Place } from './place.ts'
import type { Problem } from './problem.ts'
import type { Suspension } from './program.ts'
import { ReceiverTypes } from './receiver-type.ts'
import { isKeyOnly } from './reference-use.ts'
import { ReferenceReader } from './reference-reader.ts'
import type { ScanContext } from './scan-context.ts'
import { Scopes } from './scopes.ts'
import { isEndless, readSuspension } from './suspension.ts'

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
  readonly #closures: Closures
  readonly #references: ReferenceReader
  readonly #calls: CallReader
  readonly #accesses: AccessReader
  #typeDepth = 0

  constructor(declarations: Declarations, names: Names) {
    this.#declarations = declarations
    this.scopes = new Scopes(declarations, names)
    this.#closures = new Closures(this.scopes, this.#place)
    const receivers = new ReceiverTypes(this.scopes, this.#place)
    const context: ScanContext = {
      scopes: this.scopes,
      place: this.#place,
      receivers,
      closures: this.#closures,
      busy: new BusyFinder(this.scopes, receivers),
      complain: (...problem) => this.#problem(...problem),
      functionProperties: this.functionProperties,
    }
    this.#references = new ReferenceReader(context)
    this.#calls = new CallReader(context)
    this.#accesses = new AccessReader(context)
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
    if (top !== undefined && this.#typeDepth === 0 && isFunction(node) && !this.#isOwnFunction(node)) {
      top.functionDepth--
    }
    if (top?.node === node) this.#open.pop()
  }

  #own(node: Node, draft: Draft): Draft {
    this.drafts.set(draft.id, draft)
    this.#owners.set(node, draft)
    return draft
  }

  #ownMethod(node: Node, id: string): void {
    if (this.drafts.has(id)) {
      this.#problem(
        node,
        'duplicate-member',
        `a second \`${id.slice(id.indexOf('#') + 1)}\`, static or not`,
        'another name',
      )
    }
    this.#own(node, createDraft(id, 'procedure'))
  }

  #visit(node: Node, parent: Node | null): void {
    const open = this.#open.at(-1)
    const draft = open?.draft
    const inClosure = (open?.functionDepth ?? 0) > 0
    this.#checkForbidden(node, parent, inClosure)
    if (node.type === 'Identifier') {
      this.#references.read(node, parent, draft)
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
        if (this.#isInDefaultValue()) this.#calls.checkDefaultValue(node)
        this.#calls.call(node, draft)
        return
      case 'TaggedTemplateExpression':
        draft.uses.unknownCall = true
        return
      case 'NewExpression':
        if (this.#isInDefaultValue()) this.#calls.checkDefaultValue(node)
        this.#calls.construct(node, draft)
        return
      case 'MemberExpression':
        this.#accesses.member(node, draft)
        return
      case 'ObjectPattern':
        this.#accesses.objectPattern(node, draft)
        return
      case 'Property':
        if (parent?.type === 'ObjectExpression') this.#accesses.property(node)
        return
      case 'AssignmentExpression':
        this.#accesses.assignment(node)
        return
      case 'PropertyDefinition':
        this.#accesses.field(node, draft)
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

  #suspension(node: Node, suspension: Suspension, draft: Draft, inClosure: boolean): void {
    if (inClosure) return
    if (draft.kind !== 'procedure') {
      this.#problem(node, 'top-level-await', '`await` at the top level', 'the work inside `main`')
      return
    }
    draft.suspensions.push(suspension)
    if (suspension.kind !== 'handler') draft.uses.suspends = true
  }

  #closure(node: Node, draft: Draft): void {
    if ((draft.kind === 'datum' || draft.kind === 'adt') && this.#closures.isKeptByInitialiser(node)) {
      this.#problem(node, ...keptIn('static data'))
    }
    if (this.#closures.escapes(node)) draft.uses.escapingClosure = true
  }

  /** Whether it stands among the parameters of the procedure itself. */
  #isInDefaultValue(): boolean {
    const open = this.#open.at(-1)
    if (open?.draft.kind !== 'procedure' || open.functionDepth > 0) return false
    return this.#place.isInParametersOf(open.node.type === 'MethodDefinition' ? open.node.value : open.node)
  }

  #isOwnFunction(node: Node): boolean {
    const top = this.#open.at(-1)
    return top !== undefined && (top.node === node || (top.node.type === 'MethodDefinition' && top.node.value === node))
  }

  #problem(node: Node, code: string, message: string, instead: string): void {
    this.problems.push(problemAt(this.#declarations.file, node.start, code, message, instead))
  }
}
