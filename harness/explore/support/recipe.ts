import * as fc from 'fast-check'
import type { ClassType, Type, TypeReader } from './type.ts'

/** How a value is made: plain data, so that equal values can be made of it as often as they are needed. */
export type Recipe =
  | { readonly make: 'plain'; readonly value: string | number | boolean | bigint | undefined }
  | { readonly make: 'array' | 'set' | 'numbers'; readonly name?: string; readonly of: readonly Recipe[] }
  | { readonly make: 'map'; readonly of: readonly (readonly [Recipe, Recipe])[] }
  | { readonly make: 'object'; readonly fields: Readonly<Record<string, Recipe>> }
  /** By its constructor, then by calls of its own methods, or else by its fields. */
  | {
      readonly make: 'class'
      readonly id: string
      readonly values: readonly Recipe[]
      readonly calls: readonly CallRecipe[]
      readonly fields: Readonly<Record<string, Recipe>>
    }
  | { readonly make: 'disk' }

export interface CallRecipe {
  readonly method: string
  readonly values: readonly Recipe[]
}

/** Depth to which objects hold objects. */
const deepest = 4

const mostCalls = 12

/** Values of the types of a program; undefined where none can be made of a type. */
export class Recipes {
  readonly #types: TypeReader

  constructor(types: TypeReader) {
    this.#types = types
  }

  of(type: Type, depth = 0): fc.Arbitrary<Recipe> | undefined {
    if (depth > deepest) return undefined
    const inner = (one: Type): fc.Arbitrary<Recipe> | undefined => this.of(one, depth + 1)
    switch (type.kind) {
      case 'number':
        return plain(
          fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 12 }) }, { weight: 1, arbitrary: fc.nat({ max: 5000 }) }),
        )
      case 'string':
        return plain(fc.string({ maxLength: 8 }))
      case 'boolean':
        return plain(fc.boolean())
      case 'bigint':
        return plain(fc.bigInt({ min: 0n, max: 5000n }))
      case 'literal':
        return plain(fc.constant(type.value))
      case 'nothing':
        return plain(fc.constant(undefined))
      case 'union':
        return oneOf(type.of.map(inner))
      case 'array':
      case 'set': {
        const { kind } = type
        const element = inner(type.of)
        const of = element === undefined ? fc.constant([]) : fc.array(element, { maxLength: 6 })
        return of.map((elements) => ({ make: kind, of: elements }))
      }
      case 'tuple':
        return allOf(type.of.map(inner))?.map((of) => ({ make: 'array', of }))
      case 'map': {
        const entry = allOf([inner(type.key), inner(type.value)])
        const of = entry === undefined ? fc.constant([]) : fc.array(entry, { maxLength: 6 })
        return of.map((entries) => ({ make: 'map', of: entries.map(([key, value]) => [key!, value!] as const) }))
      }
      case 'numbers': {
        const { name } = type
        const number = this.of({ kind: 'number' }, depth)!
        return fc.array(number, { minLength: 1, maxLength: 8 }).map((of) => ({ make: 'numbers', name, of }))
      }
      case 'object':
        return this.#fields(type.fields, depth)?.map((fields) => ({ make: 'object', fields }))
      case 'class':
        return this.#object(type.id, depth)
      case 'disk':
        return fc.constant({ make: 'disk' })
      case 'promise':
      case 'anything':
      case 'opaque':
        return undefined
    }
  }

  /** Several values, such as the arguments of a call. */
  list(types: readonly Type[]): fc.Arbitrary<readonly Recipe[]> | undefined {
    return allOf(types.map((type) => this.of(type)))
  }

  /** Calls of an object's own methods: what makes it what it is. */
  calls({ methods }: ClassType, depth = 0): fc.Arbitrary<readonly CallRecipe[]> {
    const each = methods.flatMap(({ name, parameters }) => {
      const values = allOf(parameters.map((parameter) => this.of(parameter, depth + 1)))
      return values === undefined ? [] : [values.map((made): CallRecipe => ({ method: name, values: made }))]
    })
    return each.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...each), { maxLength: mostCalls })
  }

  #object(id: string, depth: number): fc.Arbitrary<Recipe> | undefined {
    const type = this.#types.class(id)
    const values = type === undefined ? undefined : allOf(type.parameters.map((one) => this.of(one, depth + 1)))
    if (type === undefined || values === undefined) return undefined
    // What has no methods is a record: any values of its fields will do.
    const fields = (type.methods.length === 0 ? this.#fields(type.fields, depth) : undefined) ?? fc.constant({})
    return fc
      .tuple(values, this.calls(type, depth), fields)
      .map(([made, calls, set]) => ({ make: 'class', id, values: made, calls, fields: set }))
  }

  #fields(
    fields: readonly { readonly name: string; readonly optional: boolean; readonly type: Type }[],
    depth: number,
  ) {
    const each = fields.flatMap(({ name, optional, type }) => {
      const value = this.of(type, depth + 1)
      return value === undefined ? [] : [{ name, value: optional ? fc.option(value, { nil: undefined }) : value }]
    })
    const isWhole = each.length === fields.length
    return isWhole
      ? fc
          .record(Object.fromEntries(each.map(({ name, value }) => [name, value])))
          .map((made) =>
            Object.fromEntries(
              Object.entries(made).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
            ),
          )
      : undefined
  }
}

function plain(values: fc.Arbitrary<string | number | boolean | bigint | undefined>): fc.Arbitrary<Recipe> {
  return values.map((value) => ({ make: 'plain', value }))
}

function oneOf(each: readonly (fc.Arbitrary<Recipe> | undefined)[]): fc.Arbitrary<Recipe> | undefined {
  const possible = each.filter((one) => one !== undefined)
  return possible.length === 0 ? undefined : fc.oneof(...possible)
}

function allOf(each: readonly (fc.Arbitrary<Recipe> | undefined)[]): fc.Arbitrary<readonly Recipe[]> | undefined {
  return each.every((one) => one !== undefined) ? fc.tuple(...each) : undefined
}
