import type { Update } from '../../harness/program/update.ts'
import type { Refusal } from '../contract.ts'

/** What PODUS needs of the programmer before it begins: interprocedures where interfaces, mappers where data change. */
export function assess(update: Update): readonly Refusal[] {
  return [...acrossSites(update), ...findMissingSupport(update)]
}

/** Interprocedures and mappers that are not there. */
export function findMissingSupport(update: Update): readonly Refusal[] {
  return [...missingInterprocedures(update), ...missingMappers(update)]
}

function acrossSites({ changes }: Update): Refusal[] {
  return changes
    .filter(({ kind }) => kind === 'protocol')
    .map(({ id, explanation }) => ({
      change: `${id} (${explanation})`,
      rule: 'what components say to each other changes, and this PODUS knows one site only',
    }))
}

function missingInterprocedures({ interfaces, support, from, to }: Update): Refusal[] {
  return [...interfaces]
    .filter((id) => !support.interprocedures.has(id) && isCalled(id, from.calls) && to.procedures.has(id))
    .map((id) => ({
      change: id,
      rule: `its interface changes, and old code that calls it needs an interprocedure (${from.procedures.get(id)?.signature.text ?? ''} → ${to.procedures.get(id)?.signature.text ?? ''})`,
    }))
}

function missingMappers({ representations, support, to }: Update): Refusal[] {
  return [...representations]
    .filter((id) => to.data.has(id) && !support.mappers.has(id))
    .map((id) => ({ change: id, rule: 'its representation changes, and PODUS needs a mapper procedure to convert it' }))
}

function isCalled(id: string, calls: ReadonlyMap<string, readonly string[]>): boolean {
  return [...calls.values()].some((callees) => callees.includes(id))
}
