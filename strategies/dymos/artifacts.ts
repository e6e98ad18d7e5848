import type { Program } from '../../harness/program/program.ts'
import type { Update } from '../../harness/program/update.ts'

/** What the compiler has kept of both versions, in the form in which commands are worked out from it. */
export class Artifacts {
  readonly update: Update
  /** Procedures that work on data or types whose representation changes: their old code and new data do not go together. */
  readonly boundByData: ReadonlySet<string>
  readonly #callers: ReadonlyMap<string, ReadonlySet<string>>

  constructor(update: Update) {
    this.update = update
    this.boundByData = findBoundByData(update)
    const callers = new Map<string, Set<string>>()
    for (const { calls } of [update.from, update.to]) {
      for (const [caller, callees] of calls) {
        for (const callee of callees) callers.getOrInsertComputed(callee, () => new Set<string>()).add(caller)
      }
    }
    this.#callers = callers
  }

  /** Procedures of the old version that call it, in either version. */
  callersOf(id: string): readonly string[] {
    return [...(this.#callers.get(id) ?? [])].filter((caller) => this.update.from.procedures.has(caller))
  }

  isSupport(id: string): boolean {
    return this.update.to.procedures.get(id)?.module === this.update.support.module
  }

  /**
   * Procedures of the old version that must not run while some are replaced and others taken out: those that other
   * modules can call at any time, those of which somebody relies on the interface, and those that data bind together.
   */
  joining(replaced: Iterable<string>, removed: Iterable<string>): readonly string[] {
    const { from, interfaces } = this.update
    const gone = [...removed]
    const touched = [...replaced, ...gone].filter((id) => from.procedures.has(id))
    const relied = [...touched.filter((id) => interfaces.has(id)), ...gone]
    return [
      ...new Set([
        ...touched.filter((id) => from.procedures.get(id)?.exported === true || this.boundByData.has(id)),
        ...relied,
        ...relied.flatMap((id) => this.callersOf(id)),
      ]),
    ]
  }

  /** Static data that procedures of the new version work on, and what the first values of those are made from. */
  dataFor(replaced: readonly string[]): readonly string[] {
    const { to, representations } = this.update
    const converted = replaced.some((id) => this.boundByData.has(id)) ? representations : []
    const found = new Set<string>()
    const pending = [...converted, ...replaced.flatMap((id) => targetsOf(id, to))]
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (found.has(id) || !to.data.has(id)) continue
      found.add(id)
      pending.push(...(to.data.get(id)?.references ?? []).map(({ target }) => target))
    }
    return [...found]
  }
}

function findBoundByData({ from, to, affected, representations }: Update): ReadonlySet<string> {
  if (representations.size === 0) return new Set()
  return new Set(
    [...affected].filter((id) => {
      const [previous, next] = [from.procedures.get(id), to.procedures.get(id)]
      return (
        representations.has(next?.adt ?? '') ||
        // Its text is the same: it changes because of what it works on.
        previous?.fingerprint === next?.fingerprint ||
        refersTo(representations, id, from) ||
        refersTo(representations, id, to)
      )
    }),
  )
}

function refersTo(targets: ReadonlySet<string>, id: string, program: Program): boolean {
  return targetsOf(id, program).some((target) => targets.has(target))
}

/** What it names; a constructor names what the initialisers of the fields do. */
function targetsOf(id: string, { procedures, adts }: Program): readonly string[] {
  const procedure = procedures.get(id)
  const fields = procedure?.form === 'constructor' ? (adts.get(procedure.adt ?? '')?.references ?? []) : []
  return [...(procedure?.references ?? []), ...fields].map(({ target }) => target)
}
