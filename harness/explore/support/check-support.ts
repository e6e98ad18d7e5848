import { join } from 'node:path'
import * as fc from 'fast-check'
import type { UpdateDeclaration, Workload } from '../../../workloads/contract.ts'
import { reverseUpdate } from '../../reverse-update.ts'
import { compileUpdate } from '../../prepare.ts'
import { readModules } from '../../program/modules.ts'
import { createFactories } from '../factories.ts'
import { findDropped } from './carried.ts'
import { findMismatch } from './conforms.ts'
import { contrast, describeValue } from './describe-value.ts'
import type { Law } from './laws.ts'
import { Recipes, type CallRecipe, type Recipe } from './recipe.ts'
import { writeRecipe } from './write-recipe.ts'
import { createStep, SupportWorld, type Step } from './support-world.ts'
import { TypeReader, type Type } from './type.ts'

export interface SupportProblem {
  /** The datum, type or procedure that the code is for. */
  readonly what: string
  readonly law: Law
  readonly explanation: string
  /** The smallest value found for which it does not hold. */
  readonly value: string
  /**
   * It holds for other values, and this one is made by calls or arguments that the program may never make: types do not
   * say what is allowed.
   */
  readonly doubtful: boolean
}

/** What came of exercising the support code of an update. */
export interface SupportReport {
  readonly update: string
  /** With how many values each was exercised. */
  readonly exercised: readonly { readonly what: string; readonly as: Part; readonly values: number }[]
  /** No values can be made for these. */
  readonly skipped: readonly { readonly what: string; readonly as: Part; readonly why: string }[]
  /** What does not hold and need not be wrong: the way back loses what the way there had to. */
  readonly notes: readonly { readonly what: string; readonly note: string }[]
  readonly problems: readonly SupportProblem[]
}

type Part = 'mapper' | 'converter' | 'interprocedure'

export interface SupportOptions {
  readonly seed: number
  readonly values: number
}

/**
 * Exercises the support code of an update with values that are generated from the types in the source: objects are made
 * by their constructors and their own methods, so that they are as a program would have made them.
 */
export async function checkSupport(
  workload: Workload,
  declaration: UpdateDeclaration,
  options: SupportOptions,
): Promise<SupportReport> {
  const check = new SupportCheck(workload, declaration, options)
  await check.run()
  return check
}

class SupportCheck implements SupportReport {
  readonly update: string
  readonly exercised: SupportReport['exercised'][number][] = []
  readonly skipped: SupportReport['skipped'][number][] = []
  readonly notes: SupportReport['notes'][number][] = []
  readonly problems: SupportProblem[] = []
  readonly #options: SupportOptions
  readonly #compile = createFactories()
  readonly #old: Step
  readonly #new: Step
  readonly #back: Step | undefined
  readonly #oldTypes: TypeReader
  readonly #newTypes: TypeReader
  readonly #recipes: Recipes

  constructor(workload: Workload, declaration: UpdateDeclaration, options: SupportOptions) {
    const { name, from, to, support, backOut } = declaration
    this.update = name
    this.#options = options
    const update = compileUpdate(workload, declaration)
    this.#old = createStep(update.from)
    this.#new = createStep(update.to)
    this.#back =
      backOut === undefined ? undefined : createStep(compileUpdate(workload, reverseUpdate(declaration), update.to).to)
    this.#oldTypes = new TypeReader(readModules(join(workload.folder, from)))
    this.#newTypes = new TypeReader(
      readModules(join(workload.folder, to), support === undefined ? undefined : join(workload.folder, support)),
    )
    this.#recipes = new Recipes(this.#oldTypes)
  }

  async run(): Promise<void> {
    const { support } = this.#new
    if (support === undefined) return
    for (const [datum, mapper] of support.mappers) await this.#checkMapper(datum, mapper)
    for (const [adt, converter] of support.converters) await this.#checkConverter(adt, converter)
    for (const procedure of support.interprocedures.keys()) await this.#checkInterprocedure(procedure)
  }

  async #checkMapper(datum: string, mapper: string): Promise<void> {
    const type = this.#oldTypes.datum(datum)
    const values = this.#datumValues(datum, type)
    if (values === undefined) return this.#skip(datum, 'mapper', type)
    const conversion = {
      what: datum,
      type,
      newType: this.#newTypes.datum(datum),
      there: mapper,
      back: this.#back?.support?.mappers.get(datum),
    }
    await this.#exercise(datum, 'mapper', values, (value) => this.#convert(conversion, value))
  }

  async #checkConverter(adt: string, converter: string): Promise<void> {
    const type: Type = { kind: 'class', id: adt }
    const recipes = this.#recipes.of(type)
    if (recipes === undefined) return this.#skip(adt, 'converter', type)
    const conversion = {
      what: adt,
      type,
      newType: type,
      there: converter,
      back: this.#back?.support?.converters.get(adt),
    }
    const values = recipes.map((recipe): Value => ({ recipe }))
    await this.#exercise(adt, 'converter', values, (value) => this.#convert(conversion, value))
    await this.#checkAgreement(adt, converter)
  }

  /** A table's mapper does to each of its objects what the converter does. */
  async #checkAgreement(adt: string, converter: string): Promise<void> {
    for (const [datum, mapper] of this.#new.support?.mappers ?? []) {
      const type = this.#oldTypes.datum(datum)
      const values = this.#datumValues(datum, type)
      if (values === undefined || !holds(type, adt)) continue
      await this.#exercise(adt, 'converter', values, (value) => {
        const world = this.#world()
        const [all, single] = [this.#make(world, value), this.#make(world, value)]
        world.enter(this.#new)
        const mapped = elementsOf(world.call(mapper, [all])).map(describeValue)
        const converted = elementsOf(single).map((one) =>
          describeValue(world.isOf(one, adt) ? world.call(converter, [one]) : one),
        )
        const index = mapped.findIndex((one, place) => one !== converted[place])
        return index === -1
          ? undefined
          : differs('agrees', 'all at once', mapped[index]!, 'alone', converted[index] ?? 'nothing')
      })
    }
  }

  /** Initial values of a datum that is an object are changed by calls of its methods; all else is made of its type. */
  #datumValues(id: string, type: Type): fc.Arbitrary<Value> | undefined {
    const own = type.kind === 'class' ? this.#oldTypes.class(type.id) : undefined
    if (own !== undefined && own.methods.length > 0)
      return this.#recipes.calls(own).map((calls) => ({ datum: id, calls }))
    return this.#recipes.of(type)?.map((recipe) => ({ recipe }))
  }

  #convert({ type, newType, there, back, what }: Conversion, value: Value): Broken | undefined {
    const world = this.#world()
    const [input, twin, again] = [this.#make(world, value), this.#make(world, value), this.#make(world, value)]
    const before = describeValue(twin)
    world.enter(this.#new)
    const result = world.call(there, [input])
    const mismatch = findMismatch(result, newType, this.#newTypes, world)
    if (mismatch !== undefined) return broken('conforms', mismatch)
    const after = describeValue(input)
    if (after !== before) return differs('untouched', 'before', before, 'afterwards', after)
    const dropped = findDropped(
      { value: twin, type, types: this.#oldTypes },
      { value: result, type: newType, types: this.#newTypes },
    )
    if (dropped !== undefined) return broken('carries', dropped)
    const first = describeValue(result)
    const second = describeValue(world.call(there, [again]))
    if (first !== second) return differs('repeatable', 'first', first, 'then', second)
    return back === undefined || this.#back === undefined
      ? undefined
      : this.#return(world, { there, back, what, result, first, before })
  }

  /** There, back and there again comes to the same; where it does already on the way back, so much the better. */
  #return(world: SupportWorld, { there, back, what, result, first, before }: Return): Broken | undefined {
    world.enter(this.#back!)
    const returned = world.call(back, [result])
    const isSame = describeValue(returned) === before
    world.enter(this.#new)
    const again = describeValue(world.call(there, [returned]))
    if (again !== first) return differs('round trip', 'there', first, 'there, back and there again', again)
    const note = 'the way back gives another representation of the same'
    if (!isSame && !this.notes.some((known) => known.what === what)) this.notes.push({ what, note })
    return undefined
  }

  async #checkInterprocedure(id: string): Promise<void> {
    const parameters = this.#oldTypes.parameters(id)
    const arguments_ = this.#recipes.list(parameters)
    const type = this.#oldTypes.result(id)
    if (arguments_ === undefined)
      return this.#skip(id, 'interprocedure', parameters.find((one) => this.#recipes.of(one) === undefined) ?? type)
    const stand = this.#new.support?.interprocedures.get(id) ?? id
    await this.#exercise(
      id,
      'interprocedure',
      arguments_.map((list): Value => ({ list })),
      async ({ list = [] }) => {
        const old = await this.#callIn(this.#world(), id, list)
        // What the old procedure does not allow need not be allowed now.
        if (old.error !== undefined) return undefined
        const world = this.#world()
        const values = list.map((recipe) => world.make(recipe))
        world.update(this.#new)
        const now = await callWith(world, stand, values)
        if (now.error !== undefined) return broken('total', now.error)
        const mismatch = findMismatch(now.result, type.kind === 'promise' ? type.of : type, this.#oldTypes, world)
        if (mismatch !== undefined) return broken('conforms', mismatch)
        const [before, after] = [describeValue([old.result, old.values]), describeValue([now.result, now.values])]
        return before === after ? undefined : differs('answers', 'the old procedure', before, 'now', after)
      },
    )
  }

  #callIn(world: SupportWorld, id: string, list: readonly Recipe[]): Promise<Called> {
    return callWith(
      world,
      id,
      list.map((recipe) => world.make(recipe)),
    )
  }

  async #exercise(
    what: string,
    as: Part,
    values: fc.Arbitrary<Value>,
    hold: (value: Value) => Broken | undefined | Promise<Broken | undefined>,
  ): Promise<void> {
    let last: Broken | undefined
    const property = fc.asyncProperty(values, async (value) => {
      last = await attempt(() => hold(value))
      return last === undefined
    })
    const { failed, counterexample, numRuns } = await fc.check(property, {
      seed: this.#options.seed,
      numRuns: this.#options.values,
    })
    this.exercised.push({ what, as, values: numRuns })
    if (!failed) return
    const [value] = counterexample ?? []
    // The last attempt need not have been that of the smallest value.
    const smallest = value === undefined ? last : await attempt(() => hold(value))
    const { law, explanation } = smallest ?? last ?? broken('repeatable', 'it failed once and not again')
    const doubtful = dependsOnUse(law, as, value) && (await this.#holdsSometimes(values, hold))
    this.problems.push({ what, law, explanation, value: describeRecipe(value), doubtful })
  }

  async #holdsSometimes(
    values: fc.Arbitrary<Value>,
    hold: (value: Value) => Broken | undefined | Promise<Broken | undefined>,
  ): Promise<boolean> {
    for (const value of fc.sample(values, { seed: this.#options.seed, numRuns: this.#options.values }))
      if ((await attempt(() => hold(value))) === undefined) return true
    return false
  }

  #make(world: SupportWorld, { recipe, datum, calls = [] }: Value): unknown {
    return recipe === undefined ? world.datum(datum ?? '', calls) : world.make(recipe)
  }

  #world(): SupportWorld {
    return new SupportWorld(this.#old, this.#compile)
  }

  #skip(what: string, as: Part, type: Type): void {
    const named = type.kind === 'opaque' ? type.text : type.kind
    this.skipped.push({ what, as, why: `no values can be made of ${named || 'a type that is not said'}` })
  }
}

/** What a value is made of: a recipe, calls of a datum's own methods, or the arguments of a call. */
interface Value {
  readonly recipe?: Recipe
  readonly datum?: string
  readonly calls?: readonly CallRecipe[]
  readonly list?: readonly Recipe[]
}

interface Conversion {
  readonly what: string
  readonly type: Type
  readonly newType: Type
  readonly there: string
  readonly back: string | undefined
}

interface Return {
  readonly there: string
  readonly back: string
  readonly what: string
  readonly result: unknown
  readonly first: string
  readonly before: string
}

interface Broken {
  readonly law: Law
  readonly explanation: string
}

function broken(law: Law, explanation: string): Broken {
  return { law, explanation }
}

function differs(law: Law, one: string, a: string, other: string, b: string): Broken {
  const [before, after] = contrast(a, b)
  return broken(law, `${one}: ${before}; ${other}: ${after}`)
}

/** Whether a law may be broken for the sole reason that a value is one that the program never makes. */
function dependsOnUse(law: Law, as: Part, value: Value | undefined): boolean {
  if (as === 'interprocedure') return law === 'total' || law === 'answers'
  const calls = value?.calls ?? (value?.recipe?.make === 'class' ? value.recipe.calls : [])
  return (law === 'round trip' || law === 'carries') && calls.length > 0
}

async function attempt(hold: () => Broken | undefined | Promise<Broken | undefined>): Promise<Broken | undefined> {
  try {
    return await hold()
  } catch (error) {
    return broken('total', String(error))
  }
}

interface Called {
  readonly result?: unknown
  readonly error?: string
  /** The arguments afterwards: a procedure may work on them in place. */
  readonly values: readonly unknown[]
}

async function callWith(world: SupportWorld, id: string, values: readonly unknown[]): Promise<Called> {
  try {
    return { result: await world.call(id, values), values }
  } catch (error) {
    return { error: String(error), values }
  }
}

function holds(type: Type, adt: string): boolean {
  if (type.kind === 'class') return type.id === adt
  if (type.kind === 'array') return holds(type.of, adt)
  if (type.kind === 'map') return holds(type.value, adt)
  return type.kind === 'union' && type.of.some((one) => holds(one, adt))
}

function elementsOf(value: unknown): unknown[] {
  if (value instanceof Map) return [...value.values()]
  return Array.isArray(value) ? value : [value]
}

function describeRecipe(value: Value | undefined): string {
  const made = value?.recipe ?? value?.calls ?? value?.list
  return made === undefined ? '' : writeRecipe(made)
}
