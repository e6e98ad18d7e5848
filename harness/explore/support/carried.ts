import { contrast, describeValue } from './describe-value.ts'
import type { Type, TypeReader } from './type.ts'

/** A side of a conversion: a value, its type, and what classes are in that version. */
export interface Side {
  readonly value: unknown
  readonly type: Type
  readonly types: TypeReader
}

/**
 * What both types have under the same name and with the same type, and what is not the same in both values: it was
 * dropped, or changed, where nothing had to be converted. Undefined where all was carried over.
 */
export function findDropped(old: Side, now: Side, path = ''): string | undefined {
  if (isSame(old, now)) {
    const [before, after] = [describeValue(old.value), describeValue(now.value)]
    if (before === after) return undefined
    const [was, is] = contrast(before, after)
    return `${path === '' ? 'the value' : path} was ${was}, and is ${is}`
  }
  const [a, b] = [old.type, now.type]
  if (a.kind === 'union' || b.kind === 'union') return findInUnion(old, now, path)
  if (a.kind === 'class' && b.kind === 'class') {
    return findInFields(old, now, old.types.class(a.id)?.fields ?? [], now.types.class(b.id)?.fields ?? [], path)
  }
  if (a.kind === 'object' && b.kind === 'object') return findInFields(old, now, a.fields, b.fields, path)
  if (a.kind === 'array' && b.kind === 'array')
    return findInElements(
      entriesOf(old.value),
      entriesOf(now.value),
      { ...old, type: a.of },
      { ...now, type: b.of },
      path,
    )
  if (a.kind === 'map' && b.kind === 'map')
    return findInElements(
      entriesOf(old.value),
      entriesOf(now.value),
      { ...old, type: a.value },
      { ...now, type: b.value },
      path,
    )
  return undefined
}

/** The object of a table that may be absent: absent in both, or converted. */
function findInUnion(old: Side, now: Side, path: string): string | undefined {
  if ((old.value === undefined) !== (now.value === undefined))
    return `${path} was ${contrast(describeValue(old.value), describeValue(now.value)).join(', and is ')}`
  const of = (type: Type): readonly Type[] =>
    (type.kind === 'union' ? type.of : [type]).filter(({ kind }) => kind !== 'nothing')
  const [[a, ...moreA], [b, ...moreB]] = [of(old.type), of(now.type)]
  if (a === undefined || b === undefined || moreA.length + moreB.length > 0 || old.value === undefined) return undefined
  return findDropped({ ...old, type: a }, { ...now, type: b }, path)
}

type Fields = readonly { readonly name: string; readonly type: Type }[]

function findInFields(old: Side, now: Side, oldFields: Fields, newFields: Fields, path: string): string | undefined {
  const read = (side: Side, name: string): unknown =>
    (side.value as Readonly<Record<string, unknown>> | undefined)?.[name]
  for (const field of oldFields) {
    const other = newFields.find(({ name }) => name === field.name)
    if (other === undefined) continue
    const before = { ...old, value: read(old, field.name), type: field.type }
    const dropped = findDropped(
      before,
      { ...now, value: read(now, field.name), type: other.type },
      `${path}.${field.name}`,
    )
    if (dropped !== undefined) return dropped
  }
  return undefined
}

type Entries = ReadonlyMap<unknown, unknown>

function findInElements(before: Entries, after: Entries, old: Side, now: Side, path: string): string | undefined {
  if (before.size !== after.size)
    return `${path === '' ? 'the table' : path} had ${before.size} elements, and has ${after.size}`
  for (const [key, value] of before) {
    const place = `${path}[${describeValue(key)}]`
    if (!after.has(key)) return `${place} is gone`
    const dropped = findDropped({ ...old, value }, { ...now, value: after.get(key) }, place)
    if (dropped !== undefined) return dropped
  }
  return undefined
}

function entriesOf(value: unknown): Entries {
  if (value instanceof Map) return value as Entries
  return new Map(Array.isArray(value) ? value.entries() : [])
}

/** Types that are written alike, and are made of classes with the same fields. */
function isSame(old: Side, now: Side): boolean {
  return writeType(old.type, old.types, []) === writeType(now.type, now.types, [])
}

function writeType(type: Type, types: TypeReader, open: readonly string[]): string {
  return JSON.stringify(type, (_, value: unknown) => {
    const inner = value as Type | undefined
    if (typeof value !== 'object' || value === null || inner?.kind !== 'class' || open.includes(inner.id)) return value
    const fields = types.class(inner.id)?.fields ?? []
    return `${inner.id}{${fields.map((field) => `${field.name}:${writeType(field.type, types, [...open, inner.id])}`).join(';')}}`
  })
}
