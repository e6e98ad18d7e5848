import type { Identity } from '../link/space.ts'

/**
 * A program's static data as plain data that can be sent to another site: objects of the program's types carry the
 * type's id, and whatever is referred to twice is sent once.
 */
export interface Snapshot {
  readonly version: string
  /** Values by datum id; a number is a place in `objects`. */
  readonly data: readonly (readonly [string, Encoded])[]
  readonly objects: readonly EncodedObject[]
}

/** State handed over by an earlier site: already in the new version's representation, or to be mapped. */
export interface HandedState {
  readonly snapshot: Snapshot
  readonly mappers: readonly (readonly [datum: string, mapper: string])[]
}

type Encoded = { readonly at: number } | { readonly plain: unknown }

type EncodedObject =
  | { readonly kind: 'adt'; readonly adt: string; readonly fields: readonly (readonly [string, Encoded])[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, Encoded])[] }
  | { readonly kind: 'array'; readonly items: readonly Encoded[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Encoded, Encoded])[] }
  | { readonly kind: 'set'; readonly items: readonly Encoded[] }
  /** What structured cloning carries as it is: typed arrays, buffers, dates. */
  | { readonly kind: 'clone'; readonly value: unknown }

type Adts = ReadonlyMap<string, { readonly prototype: unknown }>

/**
 * Takes a snapshot.
 * @throws TypeError for a function or a symbol in the data
 */
export function takeSnapshot(version: string, data: ReadonlyMap<string, unknown>, adts: Adts): Snapshot {
  const encoder = new Encoder(adts)
  const encoded = [...data].map(([id, value]) => [id, encoder.encode(value)] as const)
  encoder.drain()
  return { version, data: encoded, objects: encoder.objects }
}

/** Static data by id, made anew; objects of the program's types have the prototypes given. */
export function restoreSnapshot(snapshot: Snapshot, adts: Adts): Map<string, unknown> {
  const made = snapshot.objects.map((object) => createShell(object, adts))
  const decode = (value: Encoded): unknown => ('at' in value ? made[value.at] : value.plain)
  for (const [index, object] of snapshot.objects.entries()) fillShell(object, made[index], decode)
  return new Map(snapshot.data.map(([id, value]) => [id, decode(value)]))
}

class Encoder {
  readonly objects: EncodedObject[] = []
  readonly #places = new Map<object, number>()
  readonly #pending: object[] = []
  readonly #adts: ReadonlyMap<unknown, string>

  constructor(adts: Adts) {
    this.#adts = new Map([...adts].map(([id, { prototype }]) => [prototype, id]))
  }

  encode(value: unknown): Encoded {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new TypeError(`static data holds a ${typeof value}, which cannot be sent to another site`)
    if (typeof value !== 'object' || value === null) return { plain: value }
    let place = this.#places.get(value)
    if (place === undefined) {
      place = this.#places.size
      this.#places.set(value, place)
      this.#pending.push(value)
    }
    return { at: place }
  }

  /** Without recursion: a list may be a million objects long. */
  drain(): void {
    for (let index = 0; index < this.#pending.length; index++) this.objects.push(this.#object(this.#pending[index]!))
  }

  #object(value: object): EncodedObject {
    if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => this.encode(item)) }
    if (value instanceof Map)
      return { kind: 'map', entries: [...value].map(([key, item]) => [this.encode(key), this.encode(item)] as const) }
    if (value instanceof Set) return { kind: 'set', items: [...value].map((item) => this.encode(item)) }
    if (
      ArrayBuffer.isView(value) ||
      value instanceof ArrayBuffer ||
      value instanceof Date ||
      value instanceof RegExp ||
      value instanceof Error
    )
      return { kind: 'clone', value }
    const fields = Object.entries(value).map(([name, item]) => [name, this.encode(item)] as const)
    const adt = this.#adtOf(value)
    return adt === undefined ? { kind: 'object', fields } : { kind: 'adt', adt, fields }
  }

  #adtOf(value: object): string | undefined {
    for (
      let prototype: unknown = Object.getPrototypeOf(value);
      prototype !== null;
      prototype = Object.getPrototypeOf(prototype)
    ) {
      const adt = this.#adts.get(prototype)
      if (adt !== undefined) return adt
    }
    return undefined
  }
}

function createShell(object: EncodedObject, adts: Adts): unknown {
  switch (object.kind) {
    case 'adt':
      // Of a type that is gone, a mapper may still want the fields.
      return Object.create(((adts.get(object.adt) as Identity | undefined)?.prototype ?? Object.prototype) as object)
    case 'object':
      return {}
    case 'array':
      return []
    case 'map':
      return new Map()
    case 'set':
      return new Set()
    case 'clone':
      return object.value
  }
}

function fillShell(object: EncodedObject, shell: unknown, decode: (value: Encoded) => unknown): void {
  switch (object.kind) {
    case 'adt':
    case 'object':
      for (const [name, value] of object.fields) (shell as Record<string, unknown>)[name] = decode(value)
      return
    case 'array':
      for (const item of object.items) (shell as unknown[]).push(decode(item))
      return
    case 'map':
      for (const [key, value] of object.entries) (shell as Map<unknown, unknown>).set(decode(key), decode(value))
      return
    case 'set':
      for (const item of object.items) (shell as Set<unknown>).add(decode(item))
      return
    case 'clone':
  }
}
