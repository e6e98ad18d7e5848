import { sortByNearness } from '../../harness/program/nearness.ts'
import type { Program } from '../../harness/program/program.ts'
import { SyntaxProblem, type Name } from './grammar.ts'

/** Known names that are worth showing to one who mistyped. */
const fewNames = 3

/**
 * What a name stands for in a program: one procedure (`fib.ts#lookup`, or `lookup` where only one module has it), or all
 * those of a module (`fib.ts`, `fib`) or of a type (`Trie`).
 * @throws SyntaxProblem where there is none of the name, or several
 */
export function findProcedures(name: Name, programs: readonly Program[]): readonly string[] {
  const entities = programs.flatMap(({ procedures, adts, modules }) => [
    ...[...procedures.keys()].map((id) => ({ id, members: [id] })),
    ...[...adts.values()].map(({ id, procedures: members }) => ({ id, members })),
    ...modules.map((module) => ({
      id: module.name,
      members: [...procedures.values()].filter((procedure) => procedure.module === module.name).map(({ id }) => id),
    })),
  ])
  return find(
    name,
    'procedure, class or module',
    Map.groupBy(entities, ({ id }) => id),
  ).flatMap(({ members }) => members)
}

/** The static datum of a name; likewise. */
export function findDatum(name: Name, { data }: Program): string {
  const found = find(
    name,
    'static datum',
    Map.groupBy(data.values(), ({ id }) => id),
  )
  return found[0]?.id ?? ''
}

function find<T>(name: Name, what: string, known: ReadonlyMap<string, readonly T[]>): readonly T[] {
  const exact = known.get(name.text)
  if (exact !== undefined) return exact
  const short = [...known.keys()].filter((id) => shortName(id) === name.text)
  // A module is often called like the one procedure that it is about.
  const ids = short.some(isMember) ? short.filter(isMember) : short
  const [only] = ids
  if (ids.length === 1 && only !== undefined) return known.get(only) ?? []
  const spellings = ids.length > 1 ? ids : [...known.keys()].flatMap((id) => [id, shortName(id)])
  const nearest = sortByNearness(name.text, new Set(spellings)).slice(0, ids.length > 1 ? undefined : fewNames)
  const message =
    ids.length > 1
      ? `expected the name of one ${what}, got \`${name.text}\`, which is the name of ${ids.length}; write ${nearest.join(' or ')}`
      : `expected the name of a ${what}, got \`${name.text}\`; did you mean ${nearest.join(', ') || '(there is none)'}?`
  throw new SyntaxProblem(message, name.at, name.text.length)
}

/** `lookup` for `fib.ts#lookup`, `fib` for `fib.ts`. */
function shortName(id: string): string {
  return isMember(id) ? id.slice(id.indexOf('#') + 1) : id.replace(/\.ts$/, '')
}

function isMember(id: string): boolean {
  return id.includes('#')
}
