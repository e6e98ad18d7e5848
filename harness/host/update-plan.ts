import type { ChangeKind } from '../program/change-kind.ts'
import { findHolders } from '../program/holders.ts'
import type { Program } from '../program/program.ts'
import type { Update } from '../program/update.ts'

/** What a site must know of an update: plain data, made from the diff before anything is touched. */
export interface UpdatePlan {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly kinds: readonly ChangeKind[]
  readonly affected: readonly string[]
  readonly added: readonly string[]
  readonly deleted: readonly string[]
  readonly interfaces: readonly string[]
  readonly representations: readonly string[]
  readonly groups: readonly (readonly string[])[]
  readonly order: readonly (readonly string[])[]
  /** Procedure → the support procedure that stands in for it where old code calls it. */
  readonly interprocedures: readonly (readonly [string, string])[]
  /** Static datum → the support procedure that converts it. */
  readonly mappers: readonly (readonly [string, string])[]
  readonly converters: readonly (readonly [string, string])[]
  /** Call graph of the new version, by procedure; what mappers and initialisers of the data it uses call included. */
  readonly calls: readonly (readonly [string, readonly string[]])[]
  /** Call graph of the old version. */
  readonly oldCalls: readonly (readonly [string, readonly string[]])[]
  /** Static data that each procedure of the new version uses. */
  readonly uses: readonly (readonly [string, readonly string[]])[]
  /** Static data that each procedure of the old version uses. */
  readonly oldUses: readonly (readonly [string, readonly string[]])[]
  /** Type whose representation changes → procedures that may have an object of it in hand, in either version. */
  readonly holders: readonly (readonly [string, readonly string[]])[]
  /** What a request does to the state is the same under both versions. */
  readonly sameEffects: boolean
  readonly operator?: OperatorOrder
}

/** What an operator ordered, in the strategy's own language: plain data. */
export interface OperatorOrder {
  readonly text: string
  readonly commands: number
  /** Names that the operator chose. */
  readonly decisions: number
  /** How long the update may wait for its conditions, in ms, where that is said. */
  readonly limitMs?: number
  /** Procedures of the new version that are needed. */
  readonly loads: readonly string[]
  /** What the strategy's agent is to do. */
  readonly steps: unknown
}

export function planUpdate(update: Update, operator?: OperatorOrder): UpdatePlan {
  const { name, from, to, support, representations, sameEffects } = update
  const procedures = [...to.procedures.values()]
  const uses = procedures.map(({ id }) => [id, usedData(to, id)] as const)
  return {
    name,
    from: from.version,
    to: to.version,
    kinds: [...update.kinds],
    affected: [...update.affected],
    added: [...update.added],
    deleted: [...update.deleted],
    interfaces: [...update.interfaces],
    representations: [...representations],
    groups: support.groups,
    order: support.order,
    interprocedures: [...support.interprocedures],
    mappers: [...support.mappers],
    converters: [...support.converters],
    calls: uses.map(
      ([id, data]) =>
        [
          id,
          [...new Set([...(to.calls.get(id) ?? []), ...data.flatMap((datum) => conversionCalls(update, datum))])],
        ] as const,
    ),
    oldCalls: [...from.calls],
    uses,
    oldUses: [...from.procedures.keys()].map((id) => [id, usedData(from, id)] as const),
    holders: [...representations]
      .filter((id) => from.adts.has(id))
      .map((id) => [
        id,
        [...findHolders(from, id).union(findHolders(to, id))].filter((each) => from.procedures.has(each)),
      ]),
    sameEffects,
    ...(operator === undefined ? {} : { operator }),
  }
}

function usedData(program: Program, id: string): string[] {
  const procedure = program.procedures.get(id)
  const fields = procedure?.form === 'constructor' ? (program.adts.get(procedure.adt ?? '')?.references ?? []) : []
  return [
    ...new Set(
      [...(procedure?.references ?? []), ...fields]
        .map(({ target }) => target)
        .filter((target) => program.data.has(target)),
    ),
  ]
}

/** What is called to give a new or converted datum its value: it must be new code by then. */
function conversionCalls({ to, from, support, representations }: Update, datum: string): string[] {
  const mapper = support.mappers.get(datum)
  if (mapper !== undefined && representations.has(datum)) return [mapper, ...(to.calls.get(mapper) ?? [])]
  if (from.data.has(datum)) return []
  return (to.data.get(datum)?.references ?? [])
    .flatMap(({ target, use }) => (use === 'new' ? [`${target}.constructor`] : [target]))
    .filter((id) => to.procedures.has(id))
}
