import type { AdtImage, DatumImage } from '../link/image.ts'
import type { Space } from '../link/space.ts'
import type { SiteAccess } from './agent.ts'
import type { UpdatePlan } from './update-plan.ts'

/**
 * Static data that all versions keep in one place: gives those of a new version their values, by a mapper or by their
 * initialiser, and can take that back.
 */
export class StaticData {
  readonly #site: SiteAccess
  readonly #space: Space
  readonly #mappers: ReadonlyMap<string, string>
  readonly #changed: ReadonlySet<string>
  readonly #undo: (() => void)[] = []
  #converted = 0

  constructor(site: SiteAccess, space: Space, { mappers, representations }: UpdatePlan) {
    this.#site = site
    this.#space = space
    this.#mappers = new Map(mappers)
    this.#changed = new Set(representations)
    for (const { id, key } of space.image.data) {
      if (!this.#changed.has(id) && this.#hasValue(key)) space.initialised.add(key)
    }
  }

  /** The program's state is in a new representation: the old one is no longer kept up to date. */
  get hasConverted(): boolean {
    return this.#converted > 0
  }

  /**
   * Converts the data whose representation changes, and initialises the new ones; all others stay as they are.
   * @param anew data that are initialised although they could be converted
   * @throws Error what a mapper or initialiser throws, or where what a mapper returns is not what is declared
   */
  convert(isWanted: (datum: DatumImage) => boolean, anew: ReadonlySet<string> = new Set()): void {
    for (const datum of this.#space.image.data) if (isWanted(datum)) this.#give(datum, anew)
  }

  /** The update is complete: data that the new version does not have any more are given up. */
  forgetDeleted(): void {
    const kept = new Set(this.#space.image.data.map(({ key }) => key))
    for (const space of this.#site.spaces) {
      for (const datum of space.image.data) {
        if (kept.has(datum.key)) continue
        space.write(datum, undefined)
        space.initialised.delete(datum.key)
      }
    }
  }

  /** Gives all of them the values that they had. */
  undo(): void {
    for (const step of this.#undo.splice(0).toReversed()) step()
    this.#converted = 0
  }

  #give(datum: DatumImage, anew: ReadonlySet<string>): void {
    if (this.#space.initialised.has(datum.key)) return
    const isNew = !this.#hasValue(datum.key)
    const previous = this.#space.read(datum)
    this.#undo.push(() => {
      this.#space.write(datum, previous)
      this.#space.initialised.delete(datum.key)
    })
    const mapper = this.#mappers.get(datum.id)
    if (isNew || mapper === undefined || anew.has(datum.id)) this.#space.initialise(datum)
    else this.#space.write(datum, this.#map(datum, mapper, previous))
    if (!isNew) this.#converted++
    this.#site.traceConversion(this.#space.image.version, datum.id, this.#space.read(datum))
  }

  #hasValue(key: string): boolean {
    return this.#site.spaces.some((space) => space !== this.#space && space.initialised.has(key))
  }

  #map(datum: DatumImage, mapper: string, previous: unknown): unknown {
    const value = (this.#space.code(mapper) as (old: unknown) => unknown)(previous)
    const expected = findMismatch(datum.type, value, (name) =>
      this.#space.image.adts.filter((adt) => adt.name === name).map((adt) => this.#identity(adt)),
    )
    if (expected === undefined) return value
    throw new TypeError(
      `the mapper of ${datum.id} (${mapper}) returned ${describe(value)} where ${expected} was expected; mend it in the support code`,
    )
  }

  #identity({ id }: AdtImage): unknown {
    return this.#site.memory.adts[id]
  }
}

/**
 * What was expected, if a value is certainly not of a declared type. Types that the text does not tell are let pass.
 * @param classes what the program has under a name
 */
export function findMismatch(
  type: string,
  value: unknown,
  classes: (name: string) => readonly unknown[],
): string | undefined {
  if (value instanceof Promise && !/\bPromise\b/.test(type)) return `${type}, not a promise of it,`
  if (/\bundefined\b|\bnull\b|\bany\b|\bunknown\b|[|&]/.test(type)) return undefined
  const name = type.replace(/^readonly\s+/, '').replace(/^Readonly(?=Map|Set|Array)/, '')
  if (/^(?:number|string|boolean|bigint)$/.test(name)) return typeof value === name ? undefined : `a ${name}`
  if (/\]$|^Array\b/.test(name)) return Array.isArray(value) ? undefined : 'an array'
  const [word = ''] = /^\w+/.exec(name) ?? []
  const known = [
    ...classes(word),
    ...(/^(?:Map|Set|\w+Array)(?:<.*>)?$/s.test(name) ? [Reflect.get(globalThis, word) as unknown] : []),
  ]
  const constructors = known.filter((candidate) => typeof candidate === 'function')
  if (constructors.length === 0) return value === undefined ? `a value of type ${type}` : undefined
  return constructors.some((constructor) => value instanceof constructor) ? undefined : `a ${word}`
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return value === null ? 'null' : 'nothing'
  if (typeof value !== 'object') return `a ${typeof value}`
  return `an object of ${value.constructor?.name ?? 'no class'}`
}
