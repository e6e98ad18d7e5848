import { dirname, relative, resolve } from 'node:path'
import type { Node, StringLiteral } from '@oxc-project/types'
import { explainForbidden } from './import-direction.ts'

const root = resolve(import.meta.dirname, '..')

/** What oxlint hands to a rule, as far as this one needs it. */
interface Context {
  readonly filename: string
  report(problem: { readonly node: Node; readonly message: string }): void
}

type Visitor = { readonly [Type in Node['type']]?: (node: Extract<Node, { readonly type: Type }>) => void }

const importDirection = {
  create(context: Context): Visitor {
    return {
      ImportDeclaration: (node) => check(context, node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(context, node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(context, node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(context, node.source, false),
      TSImportType: (node) => check(context, node.source, true),
    }
  },
}

/** Rules of this project's own; .oxlintrc.json turns them on. */
export default { meta: { name: 'bench' }, rules: { 'import-direction': importDirection } }

function check(context: Context, source: Node | null, typeOnly: boolean): void {
  if (!isRelativePath(source)) return
  const from = toProjectPath(context.filename)
  const to = toProjectPath(resolve(dirname(context.filename), source.value))
  const because = explainForbidden({ from, to, typeOnly })
  if (because !== undefined) context.report({ node: source, message: `${from} must not import ${to}: ${because}.` })
}

/** Packages, and paths known only at run time, are outside this rule. */
function isRelativePath(source: Node | null): source is StringLiteral {
  return source?.type === 'Literal' && typeof source.value === 'string' && source.value.startsWith('.')
}

function toProjectPath(path: string): string {
  return relative(root, path).replaceAll('\\', '/')
}
