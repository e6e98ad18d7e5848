import { createHash } from 'node:crypto'

interface TreeNode {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** What stands for a node instead of what it is made of; undefined to write it out. */
export type Stand = (node: TreeNode & Readonly<Record<string, unknown>>, key: string) => string | undefined

/** Where it stands, how it is written, and what only the type checker sees. */
const ignored = new Set(
  'type start end range loc parent raw shorthand typeParameters typeArguments superTypeArguments accessibility override definite declare readonly implements abstract directive'.split(
    ' ',
  ),
)
const ignoredInCode = new Set(['typeAnnotation', 'returnType'])
const wrappers = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ParenthesizedExpression',
  'TSParenthesizedType',
])

/** A piece of code as text that is equal exactly when the code is: comments, layout and types aside. */
export function codeShape(node: object, stand: Stand): string {
  return write(node, '', { ignored: new Set([...ignored, ...ignoredInCode]), stand })
}

/** A type as text that is equal exactly when the type is: comments, layout and modifiers aside. */
export function typeShape(node: object, stand: Stand): string {
  return write(node, '', {
    ignored: new Set([...ignored].filter((key) => key !== 'typeParameters' && key !== 'typeArguments')),
    stand,
  })
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}

interface Writing {
  readonly ignored: ReadonlySet<string>
  readonly stand: Stand
}

function write(value: unknown, key: string, writing: Writing): string {
  if (Array.isArray(value)) return `[${value.map((item) => write(item, key, writing)).join(',')}]`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const node = value as TreeNode & Readonly<Record<string, unknown>>
  if (wrappers.has(node.type)) return write(node['expression'] ?? node['typeAnnotation'], key, writing)
  const stand = typeof node.type === 'string' ? writing.stand(node, key) : undefined
  if (stand !== undefined) return stand
  let text = `${node.type}{`
  for (const [name, inner] of Object.entries(node)) {
    if (writing.ignored.has(name) || inner === null || inner === undefined || inner === false) continue
    text += `${name}:${write(inner, name, writing)};`
  }
  return `${text}}`
}
