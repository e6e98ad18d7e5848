import { describeValue } from './describe-value.ts'
import type { SupportWorld } from './support-world.ts'
import type { Type, TypeReader } from './type.ts'

/** What of a value is not as its type says, with the way to it; undefined where all is. */
export function findMismatch(value: unknown, type: Type, types: TypeReader, world: SupportWorld): string | undefined {
  return new Conformance(types, world).find(value, type, '')
}

/** Elements that are looked at: those of a table are all alike. */
const mostElements = 50

class Conformance {
  readonly #types: TypeReader
  readonly #world: SupportWorld
  readonly #open = new Set<unknown>()

  constructor(types: TypeReader, world: SupportWorld) {
    this.#types = types
    this.#world = world
  }

  find(value: unknown, type: Type, path: string): string | undefined {
    switch (type.kind) {
      case 'anything':
      case 'opaque':
      case 'promise':
      case 'disk':
        return undefined
      case 'nothing':
        return value === undefined ? undefined : wrong(path, 'nothing', value)
      case 'literal':
        return value === type.value ? undefined : wrong(path, JSON.stringify(type.value), value)
      case 'union':
        return type.of.some((one) => this.find(value, one, path) === undefined)
          ? undefined
          : wrong(path, 'one of several types', value)
      case 'array':
        return Array.isArray(value) ? this.#all(value, () => type.of, path) : wrong(path, 'an array', value)
      case 'tuple':
        return Array.isArray(value) && value.length === type.of.length
          ? this.#all(value, (index) => type.of[index]!, path)
          : wrong(path, `an array of ${type.of.length}`, value)
      case 'set':
        return value instanceof Set ? this.#all([...value], () => type.of, path) : wrong(path, 'a Set', value)
      case 'map':
        return value instanceof Map
          ? (this.#all([...value.keys()], () => type.key, `${path} key`) ??
              this.#all([...value.values()], () => type.value, path))
          : wrong(path, 'a Map', value)
      case 'numbers':
        return Object.prototype.toString.call(value) === `[object ${type.name}]`
          ? undefined
          : wrong(path, type.name, value)
      case 'object':
        return this.#fields(value, type.fields, path)
      case 'class':
        return this.#object(value, type.id, path)
      default:
        return typeof value === type.kind ? undefined : wrong(path, `a ${type.kind}`, value)
    }
  }

  #all(values: readonly unknown[], typeOf: (index: number) => Type, path: string): string | undefined {
    for (const [index, value] of values.slice(0, mostElements).entries()) {
      const mismatch = this.find(value, typeOf(index), `${path}[${index}]`)
      if (mismatch !== undefined) return mismatch
    }
    return undefined
  }

  #object(value: unknown, id: string, path: string): string | undefined {
    if (!this.#world.isOf(value, id)) return wrong(path, `an object of ${id}`, value)
    if (this.#open.has(value)) return undefined
    this.#open.add(value)
    const fields = this.#types.class(id)?.fields ?? []
    const mismatch = this.#fields(value, fields, path)
    this.#open.delete(value)
    if (mismatch !== undefined) return mismatch
    const unknown = Object.keys(value as object).find(
      (name) => fields.length > 0 && !fields.some((field) => field.name === name),
    )
    return unknown === undefined ? undefined : `${path}.${unknown} is no field of ${id}`
  }

  #fields(
    value: unknown,
    fields: readonly { readonly name: string; readonly optional: boolean; readonly type: Type }[],
    path: string,
  ): string | undefined {
    if (typeof value !== 'object' || value === null) return wrong(path, 'an object', value)
    for (const { name, optional, type } of fields) {
      const field = (value as Readonly<Record<string, unknown>>)[name]
      if (field === undefined && optional) continue
      const mismatch = this.find(field, type, `${path}.${name}`)
      if (mismatch !== undefined) return mismatch
    }
    return undefined
  }
}

function wrong(path: string, expected: string, value: unknown): string {
  return `${path === '' ? 'the result' : path} should be ${expected}, and is ${describeValue(value).slice(0, 80)}`
}
