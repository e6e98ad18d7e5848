/** A value as text that is equal exactly when the values are: what it holds, in order, whatever made it. */
export function describeValue(value: unknown): string {
  return describe(value, [])
}

function describe(value: unknown, around: readonly object[]): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value === 'function') return 'function'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const depth = around.indexOf(value)
  if (depth !== -1) return `^${around.length - depth}`
  const inside = [...around, value]
  const inner = (one: unknown): string => describe(one, inside)
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`
  if (value instanceof Map) return `Map{${[...value].map(([key, one]) => `${inner(key)} => ${inner(one)}`).join(', ')}}`
  if (value instanceof Set) return `Set{${[...value].map(inner).join(', ')}}`
  if (ArrayBuffer.isView(value)) return `[${(value as unknown as number[]).join(', ')}]`
  const fields = Object.entries(value).filter(([, one]) => one !== undefined)
  return `{${fields
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${name}: ${inner(one)}`)
    .join(', ')}}`
}

/** Characters shown before the first difference, and in all. */
const before = 24
const shown = 90

/** Two texts, each from shortly before the place at which they first differ. */
export function contrast(a: string, b: string): readonly [string, string] {
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const start = Math.max(0, same - before)
  const cut = (text: string): string =>
    `${start > 0 ? '…' : ''}${text.slice(start, start + shown)}${text.length > start + shown ? '…' : ''}`
  return [cut(a), cut(b)]
}
