import type {
  ArrowFunctionExpression,
  Class,
  Function as FunctionNode,
  Node,
  Statement,
  VariableDeclaration,
  VariableDeclarator,
} from '@oxc-project/types'
import { columnOf, lineOf, type ParsedFile } from './parse.ts'
import type { Problem } from './problem.ts'
import { createSupport, readSupport, type SupportDeclarations } from './support-declarations.ts'
import { withoutTypes } from './without-types.ts'

/** What stands at a module's top level. */
export interface Declarations {
  readonly file: ParsedFile
  /** Local name → what it is imported as. */
  readonly imports: ReadonlyMap<string, Import>
  /** Exported name → local name, or a name of another module. */
  readonly exports: ReadonlyMap<string, Export>
  readonly values: Map<string, Declaration>
  /** Interfaces and type aliases. */
  readonly types: ReadonlyMap<string, Node>
  /** Of a support module: what its `interprocedures`, `mappers`, `converters`, `groups` and `order` say. */
  readonly support?: SupportDeclarations
  readonly problems: readonly Problem[]
}

interface Import {
  readonly specifier: string
  /** `*` for a namespace import. */
  readonly imported: string
  readonly typeOnly: boolean
  readonly at: number
}

interface Export {
  readonly local: string
  readonly from?: string
  readonly typeOnly: boolean
  readonly at: number
}

interface Declared {
  readonly name: string
  readonly start: number
  readonly end: number
}

export interface VariableDeclared extends Declared {
  /** All are read as static data; `findConstants` then tells which are code. */
  readonly kind: 'constant' | 'datum'
  readonly node: VariableDeclarator
  readonly mutable: boolean
  /** A constant that is written out where it is used. */
  readonly inline: boolean
}

export type Declaration =
  | (Declared & { readonly kind: 'function'; readonly node: FunctionNode })
  /** `headless`: written as a method in an object literal, without `function`. */
  | (Declared & {
      readonly kind: 'arrow'
      readonly node: ArrowFunctionExpression | FunctionNode
      readonly headless: boolean
    })
  | (Declared & { readonly kind: 'class'; readonly node: Class })
  | VariableDeclared

/** Reads a module's top level; what does not belong there becomes a problem. */
export function readDeclarations(file: ParsedFile, isSupport = false): Declarations {
  const reader = new Reader(file, isSupport)
  for (const statement of file.ast.body) reader.read(statement)
  return reader
}

class Reader implements Declarations {
  readonly file: ParsedFile
  readonly imports = new Map<string, Import>()
  readonly exports = new Map<string, Export>()
  readonly values = new Map<string, Declaration>()
  readonly types = new Map<string, Node>()
  readonly problems: Problem[] = []
  readonly support?: SupportDeclarations

  constructor(file: ParsedFile, isSupport: boolean) {
    this.file = file
    if (isSupport) this.support = createSupport()
  }

  /** Reads a statement; the names that it declares. */
  read(node: Statement): string[] {
    if ('declare' in node && node.declare) return []
    switch (node.type) {
      case 'FunctionDeclaration':
        if (node.id !== null) {
          this.values.set(node.id.name, {
            kind: 'function',
            name: node.id.name,
            node,
            start: node.start,
            end: node.end,
          })
        }
        return node.id === null ? [] : [node.id.name]
      case 'ClassDeclaration':
        if (node.id !== null) {
          this.values.set(node.id.name, { kind: 'class', name: node.id.name, node, start: node.start, end: node.end })
        }
        return node.id === null ? [] : [node.id.name]
      case 'VariableDeclaration':
        return this.#variables(node)
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        this.types.set(node.id.name, node)
        return [node.id.name]
      case 'TSDeclareFunction':
      case 'EmptyStatement':
        return []
      case 'ImportDeclaration':
        this.#import(node)
        return []
      case 'ExportNamedDeclaration':
        this.#export(node)
        return []
      case 'ExportDefaultDeclaration':
        this.#problem(node, 'default-export', 'a default export', 'a named export')
        return []
      case 'ExportAllDeclaration':
        this.#problem(node, 'export-all', '`export *`', '`export { name } from …` for each name')
        return []
      default:
        if (node.type === 'ExpressionStatement' && typeof node.directive === 'string') return []
        this.#problem(
          node,
          'top-level-effect',
          'a side effect at the top level',
          'the statement inside `main`, or an initialiser of static data',
        )
        return []
    }
  }

  #variables(node: VariableDeclaration): string[] {
    if (node.kind !== 'const' && node.kind !== 'let') {
      this.#problem(node, 'top-level-var', `\`${node.kind}\` at the top level`, '`let` or `const`')
    }
    return node.declarations.flatMap((declarator) => {
      if (declarator.id.type !== 'Identifier') {
        this.#problem(
          declarator,
          'top-level-pattern',
          'a destructuring declaration at the top level',
          'one declaration for each name',
        )
        return []
      }
      const { name } = declarator.id
      if (
        this.support !== undefined &&
        readSupport(name, declarator.init, {
          support: this.support,
          values: this.values,
          complain: (...problem) => this.#problem(...problem),
        })
      ) {
        return []
      }
      this.values.set(name, readVariable(name, declarator, node))
      return [name]
    })
  }

  #import(node: Extract<Statement, { type: 'ImportDeclaration' }>): void {
    for (const specifier of node.specifiers) {
      const typeOnly =
        node.importKind === 'type' || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
      this.imports.set(specifier.local.name, {
        specifier: node.source.value,
        imported: importedName(specifier),
        typeOnly,
        at: specifier.start,
      })
    }
    if (node.specifiers.length === 0) {
      this.#problem(node, 'side-effect-import', 'an import for its side effects', 'imports of what is used')
    }
  }

  #export(node: Extract<Statement, { type: 'ExportNamedDeclaration' }>): void {
    if (node.declaration !== null) {
      for (const name of this.read(node.declaration)) {
        this.exports.set(name, { local: name, typeOnly: false, at: node.start })
      }
    }
    for (const specifier of node.specifiers) {
      const typeOnly = node.exportKind === 'type' || specifier.exportKind === 'type'
      const entry = { local: nameOf(specifier.local), typeOnly, at: specifier.start }
      this.exports.set(nameOf(specifier.exported), node.source === null ? entry : { ...entry, from: node.source.value })
    }
  }

  #problem(node: Node, code: string, message: string, instead: string): void {
    this.problems.push(problemAt(this.file, node.start, code, message, instead))
  }
}

export function problemAt(file: ParsedFile, at: number, code: string, message: string, instead: string): Problem {
  return {
    code,
    file: file.path,
    line: lineOf(file.lineStarts, at),
    column: columnOf(file.lineStarts, at),
    message,
    instead,
  }
}

function readVariable(name: string, declarator: VariableDeclarator, declaration: VariableDeclaration): Declaration {
  const value = declarator.init === null ? null : withoutTypes(declarator.init)
  if (
    declaration.kind === 'const' &&
    value !== null &&
    (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression')
  ) {
    return { kind: 'arrow', name, node: value, headless: false, start: value.start, end: value.end }
  }
  return {
    kind: 'datum',
    name,
    node: declarator,
    mutable: declaration.kind !== 'const',
    inline: false,
    start: declarator.start,
    end: declarator.end,
  }
}

function importedName(specifier: Extract<Statement, { type: 'ImportDeclaration' }>['specifiers'][number]): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return node.name ?? String(node.value)
}
