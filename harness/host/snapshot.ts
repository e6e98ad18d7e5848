import type { Identity } from '../link/space.ts'

/**
 * A program's static data as plain data that can be sent to another site: objects of the program's types carry the
 * type's id, and whatever is referred to twice is sent once. It is flat, for what is sent costs by the object: a state may
 * have a million of them.
 */
export interface Snapshot {
  readonly version: string
  /** Ids of the data, whose values come first. */
  readonly data: readonly string[]
  readonly shapes: readonly Shape[]
  /** For each object, in order of their places, the number of its shape and how many values it has. */
  readonly objects: Uint32Array
  /** Of the data, then of each object. */
  readonly values: readonly unknown[]
  /** 1 where the value is the place of an object. */
  readonly isPlace: Uint8Array
}

/** What objects with the same fields have in common. */
type Shape =
  | { readonly kind: 'adt'; readonly adt: string; readonly names: readonly string[] }
  | { readonly kind: 'object'; readonly names: readonly string[] }
  /** Values are its items. */
  | { readonly kind: 'array' | 'set' }
  /** Values are keys and items in turn. */
  | { readonly kind: 'map' }
  /** The value is what structured cloning carries as it is: a typed array, a buffer, a date. */
  | { readonly kind: 'clone' }

/** State handed over by an earlier site: already in the new version's representation, or to be mapped. */
export interface HandedState {
  readonly snapshot: Snapshot
  readonly mappers: readonly (readonly [datum: string, mapper: string])[]
}

type Adts = ReadonlyMap<string, { readonly prototype: unknown }>

/**
 * Takes a snapshot.
 * @throws TypeError for a function or a symbol in the data
 */
export function takeSnapshot(version: string, data: ReadonlyMap<string, unknown>, adts: Adts): Snapshot {
  const encoder = new Encoder(adts)
  for (const value of data.values()) encoder.add(value)
  encoder.drain()
  return { version, data: [...data.keys()], ...encoder.result }
}

/** Static data by id, made anew; objects of the program's types have the prototypes given. */
export function restoreSnapshot(snapshot: Snapshot, adts: Adts): Map<string, unknown> {
  const { data, shapes, objects, values, isPlace } = snapshot
  const made: unknown[] = []
  let at = data.length
  for (let index = 0; index < objects.length; index += 2) {
    made.push(createShell(shapes[objects[index]!]!, values[at], adts))
    at += objects[index + 1]!
  }
  const decode = (place: number): unknown => (isPlace[place] === 1 ? made[values[place] as number] : values[place])
  at = data.length
  for (let index = 0; index < objects.length; index += 2) {
    const count = objects[index + 1]!
    fillShell(shapes[objects[index]!]!, made[index >> 1], at, count, decode)
    at += count
  }
  return new Map(data.map((id, place) => [id, decode(place)]))
}

class Encoder {
  readonly #shapes: Shape[] = []
  /** Numbers of the shapes without names, by kind. */
  readonly #plainShapes = new Map<string, number>()
  /** Shapes with names, by the prototypes of their objects. */
  readonly #namedShapes = new Map<unknown, { readonly names: readonly string[]; readonly number: number }[]>()
  readonly #objects: number[] = []
  readonly #values: unknown[] = []
  readonly #isPlace: number[] = []
  readonly #places = new Map<object, number>()
  readonly #pending: object[] = []
  readonly #adts: ReadonlyMap<unknown, string>

  constructor(adts: Adts) {
    this.#adts = new Map([...adts].map(([id, { prototype }]) => [prototype, id]))
  }

  get result(): Omit<Snapshot, 'version' | 'data'> {
    return {
      shapes: this.#shapes,
      objects: Uint32Array.from(this.#objects),
      values: this.#values,
      isPlace: Uint8Array.from(this.#isPlace),
    }
  }

  add(value: unknown): void {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new TypeError(`static data holds a ${typeof value}, which cannot be sent to another site`)
    const isObject = typeof value === 'object' && value !== null
    this.#values.push(isObject ? this.#placeOf(value) : value)
    this.#isPlace.push(isObject ? 1 : 0)
  }

  /** Without recursion: a list may be a million objects long. */
  drain(): void {
    for (let index = 0; index < this.#pending.length; index++) {
      const before = this.#values.length
      const shape = this.#addObject(this.#pending[index]!)
      this.#objects.push(shape, this.#values.length - before)
    }
  }

  #placeOf(value: object): number {
    const known = this.#places.get(value)
    if (known !== undefined) return known
    this.#pending.push(value)
    this.#places.set(value, this.#places.size)
    return this.#places.size - 1
  }

  /** Adds what the object holds, and returns the number of its shape. */
  #addObject(value: object): number {
    if (Array.isArray(value)) return this.#addAll('array', value)
    if (value instanceof Map) return this.#addAll('map', [...value].flat())
    if (value instanceof Set) return this.#addAll('set', value)
    if (
      ArrayBuffer.isView(value) ||
      value instanceof ArrayBuffer ||
      value instanceof Date ||
      value instanceof RegExp ||
      value instanceof Error
    ) {
      this.#values.push(value)
      this.#isPlace.push(0)
      return this.#plain({ kind: 'clone' })
    }
    const names = Object.keys(value)
    for (const name of names) this.add((value as Record<string, unknown>)[name])
    return this.#named(Object.getPrototypeOf(value), names)
  }

  #addAll(kind: 'array' | 'map' | 'set', items: Iterable<unknown>): number {
    for (const item of items) this.add(item)
    return this.#plain({ kind })
  }

  #plain(shape: Exclude<Shape, { readonly names: unknown }>): number {
    return this.#plainShapes.getOrInsertComputed(shape.kind, () => this.#shapes.push(shape) - 1)
  }

  #named(prototype: unknown, names: readonly string[]): number {
    const known = this.#namedShapes.getOrInsertComputed(prototype, () => [])
    const same = known.find((shape) => areSame(shape.names, names))
    if (same !== undefined) return same.number
    const adt = this.#adtOf(prototype)
    const number = this.#shapes.push(adt === undefined ? { kind: 'object', names } : { kind: 'adt', adt, names }) - 1
    known.push({ names, number })
    return number
  }

  #adtOf(first: unknown): string | undefined {
    for (let prototype = first; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
      const adt = this.#adts.get(prototype)
      if (adt !== undefined) return adt
    }
    return undefined
  }
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index])
}

function createShell(shape: Shape, first: unknown, adts: Adts): unknown {
  switch (shape.kind) {
    case 'adt':
      // Of a type that is gone, a mapper may still want the fields.
      return Object.create(((adts.get(shape.adt) as Identity | undefined)?.prototype ?? Object.prototype) as object)
    case 'object':
      return {}
    case 'array':
      return []
    case 'map':
      return new Map()
    case 'set':
      return new Set()
    case 'clone':
      return first
  }
}

function fillShell(
  shape: Shape,
  shell: unknown,
  first: number,
  count: number,
  decode: (place: number) => unknown,
): void {
  switch (shape.kind) {
    case 'adt':
    case 'object':
      for (const [index, name] of shape.names.entries())
        (shell as Record<string, unknown>)[name] = decode(first + index)
      return
    case 'array':
      for (let index = 0; index < count; index++) (shell as unknown[]).push(decode(first + index))
      return
    case 'map':
      for (let index = 0; index < count; index += 2)
        (shell as Map<unknown, unknown>).set(decode(first + index), decode(first + index + 1))
      return
    case 'set':
      for (let index = 0; index < count; index++) (shell as Set<unknown>).add(decode(first + index))
      return
    case 'clone':
  }
}
