import type { Program } from '../../harness/program/program.ts'
import type { Refusal } from '../contract.ts'
import type { Artifacts } from './artifacts.ts'
import type { Step } from './script.ts'

/** Which version of each procedure the program would consist of, command after command. */
export class Composition {
  readonly #artifacts: Artifacts
  readonly #new = new Set<string>()
  readonly #removed = new Set<string>()
  readonly #init = new Set<string>()

  constructor(artifacts: Artifacts) {
    this.#artifacts = artifacts
  }

  /** Takes a command as done; says why the program would be inconsistent after it. */
  apply({ replace, remove, init }: Step): readonly Refusal[] {
    const { to } = this.#artifacts.update
    for (const id of replace) this.#new.add(id)
    for (const id of remove) this.#removed.add(id)
    for (const id of init) this.#init.add(id)
    return [
      ...remove
        .filter((id) => to.procedures.has(id))
        .map((id) => ({ change: `delete ${id}`, rule: `${to.version} still has it` })),
      ...this.#brokenCalls(),
      ...this.#tornData(),
      ...this.#unconverted(),
    ]
  }

  /** A procedure that would be there, in its version. */
  #programOf(id: string): Program | undefined {
    const { from, to } = this.#artifacts.update
    if (this.#new.has(id) || this.#artifacts.isSupport(id)) return to
    return from.procedures.has(id) && !this.#removed.has(id) ? from : undefined
  }

  #brokenCalls(): Refusal[] {
    const { from, to } = this.#artifacts.update
    const ids = new Set([...from.procedures.keys(), ...to.procedures.keys()])
    return [...ids].flatMap((caller) => {
      const program = this.#programOf(caller)
      if (program === undefined || this.#artifacts.isSupport(caller)) return []
      return (program.calls.get(caller) ?? []).flatMap((callee) => this.#checkCall(caller, callee, program))
    })
  }

  #checkCall(caller: string, callee: string, program: Program): Refusal[] {
    const other = this.#programOf(callee)
    const call = `${program.version}'s ${caller} calls ${callee}`
    if (other === undefined) return [{ change: call, rule: 'which would not be there: the command has to name both' }]
    const [expected, actual] = [program, other].map(({ procedures }) => procedures.get(callee)?.signature)
    if (expected === undefined || expected.fingerprint === actual?.fingerprint) return []
    return [
      {
        change: call,
        rule: `whose interface would be ${actual?.text ?? 'another'} and not ${expected.text}: the command has to name both`,
      },
    ]
  }

  /** All who work on data in a new representation are new, or none. */
  #tornData(): Refusal[] {
    const { boundByData, update } = this.#artifacts
    const bound = [...boundByData]
    const left = bound.filter((id) => !this.#new.has(id))
    if (left.length === 0 || left.length === bound.length) return []
    return [
      {
        change: [...update.representations].join(', '),
        rule: `would be represented in another way than ${left.join(', ')} know: the command has to name them too`,
      },
    ]
  }

  #unconverted(): Refusal[] {
    const { boundByData, update } = this.#artifacts
    const { representations, support, to } = update
    if (![...boundByData].some((id) => this.#new.has(id))) return []
    return [...representations]
      .filter((id) => to.data.has(id) && !support.mappers.has(id) && !this.#init.has(id))
      .map((id) => ({
        change: id,
        rule: `its representation changes: it needs a conversion (a mapper), or to be initialised anew (\`init ${id}\`)`,
      }))
  }
}
