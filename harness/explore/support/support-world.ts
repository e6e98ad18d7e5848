import { createMemoryMedium } from '../../host/disk-memory.ts'
import { createDisk } from '../../host/disk.ts'
import { emitImage } from '../../link/emit.ts'
import type { Image, Unit } from '../../link/image.ts'
import type { Linkage } from '../../link/linkage.ts'
import type { Factory } from '../../link/run-unit.ts'
import { Memory, Space, type Code } from '../../link/space.ts'
import type { Program, SupportCode } from '../../program/program.ts'
import type { CallRecipe, Recipe } from './recipe.ts'

const linkage: Linkage = { form: 'units', tables: 'shared', data: 'in-place' }

/** A version as an update leads to it: its code, and how data are converted to it. */
export interface Step {
  readonly image: Image
  readonly support: SupportCode | undefined
}

export function createStep(program: Program): Step {
  return { image: emitImage(program, linkage), support: program.support }
}

/** A program without processes: its code can be called, its data made and converted, before an update and after it. */
export class SupportWorld {
  readonly #memory = new Memory()
  readonly #compile: (unit: Unit) => Factory
  #space: Space

  constructor({ image }: Step, compile: (unit: Unit) => Factory) {
    this.#compile = compile
    this.#space = this.#load(image)
    for (const datum of image.data) this.#space.initialise(datum)
  }

  /** Another version's code is in force from now on. */
  enter({ image }: Step): void {
    const known = new Set(this.#space.image.data.map(({ id }) => id))
    this.#space = this.#load(image)
    for (const datum of image.data) if (!known.has(datum.id)) this.#space.initialise(datum)
  }

  /** The same, and its data are converted or begun. */
  update(step: Step): void {
    const before = this.#space
    const values = new Map(before.image.data.map((datum) => [datum.id, before.read(datum)]))
    this.enter(step)
    for (const datum of this.#space.image.data) {
      const mapper = step.support?.mappers.get(datum.id)
      if (!values.has(datum.id)) continue
      if (mapper === undefined) this.#space.write(datum, values.get(datum.id))
      else this.#space.write(datum, this.call(mapper, [values.get(datum.id)]))
    }
  }

  /** Calls a procedure of the newest version. */
  call(id: string, values: readonly unknown[]): unknown {
    return (this.#space.bound(id) as (...values: readonly unknown[]) => unknown)(...values)
  }

  /** A first value of a static datum, made anew and changed by calls of its own methods. */
  datum(id: string, calls: readonly CallRecipe[]): unknown {
    const datum = this.#space.datum(id)
    if (datum === undefined) throw new Error(`there is no static datum ${id}`)
    this.#space.initialise(datum)
    const value = this.#space.read(datum)
    this.#callAll(value, calls)
    return value
  }

  make(recipe: Recipe): unknown {
    switch (recipe.make) {
      case 'plain':
        return recipe.value
      case 'array':
        return recipe.of.map((one) => this.make(one))
      case 'set':
        return new Set(recipe.of.map((one) => this.make(one)))
      case 'numbers':
        return this.#numbers(
          recipe.name ?? '',
          recipe.of.map((one) => Number(this.make(one))),
        )
      case 'map':
        return new Map(recipe.of.map(([key, value]) => [this.make(key), this.make(value)]))
      case 'object':
        return Object.fromEntries(Object.entries(recipe.fields).map(([name, value]) => [name, this.make(value)]))
      case 'class': {
        const identity = this.#memory.adts[recipe.id]
        if (identity === undefined) throw new Error(`there is no type ${recipe.id}`)
        const value = Reflect.construct(
          identity,
          recipe.values.map((one) => this.make(one)),
        ) as Record<string, unknown>
        for (const [name, field] of Object.entries(recipe.fields)) value[name] = this.make(field)
        this.#callAll(value, recipe.calls)
        return value
      }
      case 'disk':
        return createDisk(createMemoryMedium(new Map(), () => Promise.resolve()))
    }
  }

  /** Whether a value is an object of a type. */
  isOf(value: unknown, adt: string): boolean {
    const identity = this.#memory.adts[adt]
    return identity !== undefined && value instanceof identity
  }

  /** A call that is not allowed in the present state does nothing, or half of what it should: the same in every world. */
  #callAll(value: unknown, calls: readonly CallRecipe[]): void {
    for (const { method, values } of calls) {
      const code = (value as Record<string, unknown>)[method] as Code
      try {
        Reflect.apply(
          code,
          value,
          values.map((one) => this.make(one)),
        )
      } catch {
        continue
      }
    }
  }

  #numbers(name: string, values: readonly number[]): unknown {
    const constructor = (globalThis as unknown as Record<string, new (values: readonly number[]) => unknown>)[name]
    if (constructor === undefined) throw new Error(`there is no ${name}`)
    return new constructor(values)
  }

  #load(image: Image): Space {
    const space = new Space(this.#memory, image, {
      tables: 'shared',
      flag: new Int32Array(1),
      hooks: {},
      compile: this.#compile,
    })
    space.load()
    for (const { id } of image.procedures) if (space.has(id)) space.bind(id)
    return space
  }
}
