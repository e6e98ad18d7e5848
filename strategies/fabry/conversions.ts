import type { SiteAccess } from '../../harness/host/agent.ts'
import { type Tagged, users, version } from './tags.ts'
import type { Step, TypeHistory } from './type-history.ts'

/** Converts objects, each where it stands: whoever refers to it goes on to do so. */
export class Conversions {
  /** Objects that have been converted, and that could not be. */
  converted = 0
  failed = 0
  firstFailure: string | undefined
  readonly #site: SiteAccess
  /** Being converted now, outermost first. */
  readonly #pending = new Map<object, TypeHistory>()

  constructor(site: SiteAccess) {
    this.#site = site
  }

  get isConverting(): boolean {
    return this.#pending.size > 0
  }

  /** First touch. False where the object cannot be converted: then it stays as it is, for good. */
  touch(type: TypeHistory, object: Tagged): boolean {
    try {
      this.commit(type, object, this.convert(type, object))
      return true
    } catch (error) {
      // Of a converter within a converter, it is the outer one that has failed.
      if (this.isConverting) throw error
      this.failed++
      this.firstFailure ??= error instanceof Error ? error.message : String(error)
      type.kept.add(object)
      return false
    }
  }

  /**
   * What an object becomes; the object itself stays as it is.
   * @throws Error what a converter throws; where it returns what is not of its version, or needs what it is to make
   */
  convert(type: TypeHistory, object: Tagged): Tagged {
    const path = type.findPath(object[version] ?? type.tag)
    if (path === undefined)
      throw new Error(`there is no way from an object's version of ${type.id} to the one in force`)
    if (this.#pending.has(object)) throw new Error(this.#describeCycle(type))
    this.#pending.set(object, type)
    try {
      return path.reduce((current, step) => this.#take(type, step, current), object)
    } finally {
      this.#pending.delete(object)
    }
  }

  /** The object is from now on what it was converted to. The fields that are gone are emptied and not taken out: V8 would make a dictionary of the object. */
  commit(type: TypeHistory, object: Tagged, result: Tagged): void {
    if (result !== object) {
      const [to, from] = [object as object as Record<string, unknown>, result as object as Record<string, unknown>]
      for (const name of Object.keys(to)) if (!Object.hasOwn(from, name)) to[name] = undefined
      for (const name of Object.keys(from)) to[name] = from[name]
    }
    object[version] = type.tag
    object[users] = 0
    this.converted++
    this.#site.traceObject(type.steps.at(-1)?.version ?? '', type.id, object)
  }

  #take(type: TypeHistory, step: Step, current: Tagged): Tagged {
    if (step.convert === undefined) return current
    const result = step.convert(current)
    const expected = findFault(result, step, this.#site.memory.adts[type.id])
    if (expected === undefined) return result as Tagged
    throw new TypeError(
      `the converter of ${type.id} (${step.name}) returned ${expected}; expected a new object of ${step.version}'s ${type.id}. Mend it in the support code`,
    )
  }

  #describeCycle(type: TypeHistory): string {
    const chain = [...this.#pending.values(), type].map(({ id }) => id)
    return `the converters need one another: ${chain.join(' → ')}. A converter may use the operations that its object had, and those of objects that need no converting`
  }
}

/** What is wrong with what a converter returned. */
function findFault(result: unknown, { to, fields }: Step, identity: unknown): string | undefined {
  if (typeof result !== 'object' || result === null) return result === undefined ? 'nothing' : `a ${typeof result}`
  if (result instanceof Promise) return 'a promise'
  if (typeof identity !== 'function' || !(result instanceof identity)) return 'an object of another kind'
  if ((result as Tagged)[version] !== to) return 'an object of another version'
  const missing = fields.filter((field) => !Object.hasOwn(result, field))
  return missing.length === 0 ? undefined : `an object without ${missing.join(', ')}`
}
