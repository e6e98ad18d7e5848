import type { ArrowFunctionExpression, Class, Expression, Function as FunctionNode, MethodDefinition, Node, PropertyDefinition, Statement, VariableDeclaration, VariableDeclarator } from '@oxc-project/types'
import { columnOf, lineOf, type ParsedFile } from './parse.ts'
import type { Problem } from './problem.ts'

/** What stands at a module's top level. */
export interface Declarations {
  readonly file: ParsedFile
  /** Local name → what it is imported as. */
  readonly imports: ReadonlyMap<string, Import>
  /** Exported name → local name, or a name of another module. */
  readonly exports: ReadonlyMap<string, Export>
  readonly values: ReadonlyMap<string, Declaration>
  /** Interfaces and type aliases. */
  readonly types: ReadonlyMap<string, Node>
  /** Entries of a support module's `interprocedures` and `mappers`, its `groups` and `order`. */
  readonly support?: SupportDeclarations
  readonly problems: readonly Problem[]
}

export interface SupportDeclarations {
  /** What is converted (`fib.ts#table`) → local name of the function that does it. */
  readonly interprocedures: Map<string, string>
  readonly mappers: Map<string, string>
  readonly converters: Map<string, string>
  readonly groups: string[][]
  readonly order: string[][]
}

export interface Import {
  readonly specifier: string
  /** `*` for a namespace import. */
  readonly imported: string
  readonly typeOnly: boolean
  readonly at: number
}

export interface Export {
  readonly local: string
  readonly from?: string
}

export type Declaration =
  | { readonly kind: 'function'; readonly name: string; readonly node: FunctionNode; readonly start: number; readonly end: number }
  | { readonly kind: 'arrow'; readonly name: string; readonly node: ArrowFunctionExpression | FunctionNode; readonly start: number; readonly end: number }
  | { readonly kind: 'class'; readonly name: string; readonly node: Class; readonly start: number; readonly end: number }
  | { readonly kind: 'constant' | 'datum'; readonly name: string; readonly node: VariableDeclarator; readonly mutable: boolean; readonly start: number; readonly end: number }

/** Reads a module's top level; what does not belong there becomes a problem. */
export function readDeclarations(file: ParsedFile, isSupport = false): Declarations {
  const imports = new Map<string, Import>()
  const exports = new Map<string, Export>()
  const values = new Map<string, Declaration>()
  const types = new Map<string, Node>()
  const problems: Problem[] = []
  const support: SupportDeclarations = { interprocedures: new Map(), mappers: new Map(), converters: new Map(), groups: [], order: [] }
  const problem = (node: Node, code: string, message: string, instead: string): void => {
    problems.push(problemAt(file, node.start, code, message, instead))
  }

  const readVariables = (node: VariableDeclaration): string[] => {
    if (node.kind !== 'const' && node.kind !== 'let') problem(node, 'top-level-var', `\`${node.kind}\` at the top level`, '`let` or `const`')
    return node.declarations.flatMap((declarator) => {
      if (declarator.id.type !== 'Identifier') {
        problem(declarator, 'top-level-pattern', 'a destructuring declaration at the top level', 'one declaration for each name')
        return []
      }
      if (isSupport && readSupport(declarator.id.name, declarator.init, support, values)) return []
      values.set(declarator.id.name, readVariable(declarator.id.name, declarator, node, values))
      return [declarator.id.name]
    })
  }

  const readStatement = (node: Statement): string[] => {
    switch (node.type) {
      case 'FunctionDeclaration':
        if (node.id !== null) values.set(node.id.name, { kind: 'function', name: node.id.name, node, start: node.start, end: node.end })
        return node.id === null ? [] : [node.id.name]
      case 'ClassDeclaration':
        if (node.id !== null) values.set(node.id.name, { kind: 'class', name: node.id.name, node, start: node.start, end: node.end })
        return node.id === null ? [] : [node.id.name]
      case 'VariableDeclaration':
        return node.declare === true ? [] : readVariables(node)
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        types.set(node.id.name, node)
        return [node.id.name]
      case 'TSDeclareFunction':
      case 'EmptyStatement':
        return []
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) {
          const typeOnly = node.importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
          imports.set(specifier.local.name, { specifier: node.source.value, imported: importedName(specifier), typeOnly, at: specifier.start })
        }
        if (node.specifiers.length === 0) problem(node, 'side-effect-import', 'an import for its side effects', 'imports of what is used')
        return []
      case 'ExportNamedDeclaration':
        if (node.declaration !== null) for (const name of readStatement(node.declaration as Statement)) exports.set(name, { local: name })
        for (const specifier of node.specifiers) {
          const entry = { local: nameOf(specifier.local) }
          exports.set(nameOf(specifier.exported), node.source === null ? entry : { ...entry, from: node.source.value })
        }
        return []
      case 'ExportDefaultDeclaration':
        problem(node, 'default-export', 'a default export', 'a named export')
        return []
      case 'ExportAllDeclaration':
        problem(node, 'export-all', '`export *`', '`export { name } from …` for each name')
        return []
      default:
        problem(node, 'top-level-effect', 'a side effect at the top level', 'the statement inside `main`, or an initialiser of static data')
        return []
    }
  }

  for (const statement of file.ast.body) readStatement(statement as Statement)
  return { file, imports, exports, values, types, ...(isSupport ? { support } : {}), problems }
}

/** Reads one export of a support module; false where it is an ordinary declaration. */
function readSupport(name: string, init: Expression | null, support: SupportDeclarations, values: Map<string, Declaration>): boolean {
  const value = init === null ? null : withoutTypes(init)
  if (name === 'groups' || name === 'order') {
    support[name].push(...readLists(value))
    return true
  }
  if ((name !== 'interprocedures' && name !== 'mappers' && name !== 'converters') || value?.type !== 'ObjectExpression') return false
  for (const property of value.properties) {
    if (property.type !== 'Property' || property.computed) continue
    const target = property.key.type === 'Literal' ? String(property.key.value) : property.key.type === 'Identifier' ? property.key.name : ''
    const converter = withoutTypes(property.value)
    if (converter.type === 'Identifier') {
      support[name].set(target, converter.name)
    } else if (converter.type === 'ArrowFunctionExpression' || converter.type === 'FunctionExpression') {
      const local = `${name}[${target}]`
      support[name].set(target, local)
      values.set(local, { kind: 'arrow', name: local, node: converter, start: converter.start, end: converter.end })
    }
  }
  return true
}

function readLists(value: Expression | null): string[][] {
  if (value?.type !== 'ArrayExpression') return []
  return value.elements.map((element) => {
    const list = element === null || element.type === 'SpreadElement' ? null : withoutTypes(element)
    if (list?.type !== 'ArrayExpression') return []
    return list.elements.flatMap((item) => (item?.type === 'Literal' ? [String(item.value)] : []))
  })
}

export function problemAt(file: ParsedFile, at: number, code: string, message: string, instead: string): Problem {
  return { code, file: file.path, line: lineOf(file.lineStarts, at), column: columnOf(file.lineStarts, at), message, instead }
}

/** Name of a class member, or undefined where it is computed at run time. Well-known symbols are `[Symbol.iterator]`. */
export function memberName(node: MethodDefinition | PropertyDefinition): string | undefined {
  const key = node.key
  if (!node.computed) return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined
  if (key.type === 'MemberExpression' && !key.computed && key.object.type === 'Identifier' && key.object.name === 'Symbol' && key.property.type === 'Identifier') {
    return `[Symbol.${key.property.name}]`
  }
  return undefined
}

function readVariable(name: string, declarator: VariableDeclarator, declaration: VariableDeclaration, known: ReadonlyMap<string, Declaration>): Declaration {
  const value = declarator.init === null ? null : withoutTypes(declarator.init)
  if (declaration.kind === 'const' && value !== null && (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression')) {
    return { kind: 'arrow', name, node: value, start: value.start, end: value.end }
  }
  const constant = declaration.kind === 'const' && declarator.init !== null && isConstant(declarator.init, known)
  return { kind: constant ? 'constant' : 'datum', name, node: declarator, mutable: declaration.kind !== 'const', start: declarator.start, end: declarator.end }
}

/** Whether an initialiser is a literal, a frozen literal, or an expression of such: then it is code, not state. */
function isConstant(node: Expression, known: ReadonlyMap<string, Declaration>): boolean {
  if (node.type === 'TSAsExpression' && isConstAssertion(node)) return isConstantLiteral(node.expression, known)
  const value = withoutTypes(node)
  if (isPrimitive(value, known)) return true
  if (value.type === 'CallExpression' && isObjectFreeze(value.callee)) {
    const argument = value.arguments[0]
    return argument !== undefined && argument.type !== 'SpreadElement' && isConstantLiteral(argument, known)
  }
  return false
}

function isPrimitive(node: Expression, known: ReadonlyMap<string, Declaration>): boolean {
  const value = withoutTypes(node)
  switch (value.type) {
    case 'Literal':
      return !('regex' in value)
    case 'Identifier': {
      if (value.name === 'undefined' || value.name === 'Infinity' || value.name === 'NaN') return true
      const declaration = known.get(value.name)
      return declaration?.kind === 'constant' && isInline(declaration.node.init)
    }
    case 'TemplateLiteral':
      return value.expressions.every((expression) => isPrimitive(expression, known))
    case 'UnaryExpression':
      return value.operator !== 'delete' && isPrimitive(value.argument, known)
    case 'BinaryExpression':
      return value.left.type !== 'PrivateIdentifier' && isPrimitive(value.left, known) && isPrimitive(value.right, known)
    case 'ConditionalExpression':
      return isPrimitive(value.test, known) && isPrimitive(value.consequent, known) && isPrimitive(value.alternate, known)
    default:
      return false
  }
}

function isConstantLiteral(node: Expression, known: ReadonlyMap<string, Declaration>): boolean {
  const value = withoutTypes(node)
  if (value.type === 'ArrayExpression') return value.elements.every((element) => element !== null && element.type !== 'SpreadElement' && isConstantLiteral(element, known))
  if (value.type === 'ObjectExpression') {
    return value.properties.every((property) => property.type === 'Property' && !property.computed && !property.method && isConstantLiteral(property.value, known))
  }
  return isPrimitive(value, known) || isConstant(value, known)
}

/** Whether a constant's value is a primitive: it is written out where it is used. */
export function isInline(initialiser: Expression | null): boolean {
  if (initialiser === null) return false
  const value = withoutTypes(initialiser)
  return value.type !== 'ArrayExpression' && value.type !== 'ObjectExpression' && value.type !== 'CallExpression'
}

/** The expression below `as`, `satisfies`, `!` and parentheses. */
export function withoutTypes(node: Expression): Expression {
  let value = node
  while (value.type === 'TSAsExpression' || value.type === 'TSSatisfiesExpression' || value.type === 'TSNonNullExpression' || value.type === 'ParenthesizedExpression') value = value.expression
  return value
}

function isConstAssertion(node: Extract<Expression, { type: 'TSAsExpression' }>): boolean {
  const type = node.typeAnnotation
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
}

function isObjectFreeze(callee: Expression): boolean {
  return callee.type === 'MemberExpression' && !callee.computed && callee.object.type === 'Identifier' && callee.object.name === 'Object' && callee.property.type === 'Identifier' && callee.property.name === 'freeze'
}

function importedName(specifier: Extract<Statement, { type: 'ImportDeclaration' }>['specifiers'][number]): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return node.name ?? String(node.value)
}
