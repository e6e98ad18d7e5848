import type { Code } from '../../harness/link/space.ts'

/** A converter as it is called: an object of one version becomes an object of the next. */
type Converter = (old: object) => unknown

/** From one version of a type to the next. */
export interface Step {
  readonly from: number
  readonly to: number
  /** Where the fields of the type itself are the same it has none: the stamp is all that changes. */
  readonly convert: Converter | undefined
  /** The support procedure, for messages. */
  readonly name: string
  /** Version of the program, in which `to` came. */
  readonly version: string
  /** What an object of the new version has. */
  readonly fields: readonly string[]
}

/** A managed type: its version in force, how to get there from all earlier ones, and the type manager of each. */
export class TypeHistory {
  readonly id: string
  /** Objects that could not be converted. They stay what they are, with the type manager that knows them. */
  readonly kept = new WeakSet<object>()
  #tag: number
  #steps: readonly Step[] = []
  /** Operations of each version's type manager, by id. */
  readonly #managers = new Map<number, Map<string, Code>>()

  constructor(id: string, tag: number) {
    this.id = id
    this.#tag = tag
  }

  /** Version of new objects. */
  get tag(): number {
    return this.#tag
  }

  get steps(): readonly Step[] {
    return this.#steps
  }

  advance(step: Step): void {
    this.#steps = [...this.#steps, step]
    this.#managers.set(step.to, new Map(this.#managers.get(step.from)))
    this.#tag = step.to
  }

  /** The last step is taken back. Objects that have been converted meanwhile keep the manager that they need. */
  retreat(): void {
    const last = this.#steps.at(-1)
    if (last === undefined) return
    this.#steps = this.#steps.slice(0, -1)
    this.#tag = last.from
  }

  /** Steps from a version to the one in force. A version may come back, as after a back-out: the latest way on counts. */
  findPath(tag: number): readonly Step[] | undefined {
    const path: Step[] = []
    let at = tag
    for (let after = -1; at !== this.#tag;) {
      const next = this.#steps.findLastIndex(({ from }, index) => from === at && index > after)
      const step = this.#steps[next]
      if (step === undefined) return undefined
      path.push(step)
      at = step.to
      after = next
    }
    return path
  }

  /** An operation of the type manager of a version. */
  operation(tag: number, id: string): Code | undefined {
    return this.#managers.get(tag)?.get(id)
  }

  setOperation(id: string, code: Code): void {
    const manager = this.#managers.getOrInsertComputed(this.#tag, () => new Map())
    manager.set(id, code)
  }
}
