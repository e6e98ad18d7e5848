import { SyntaxProblem, type Name } from '../../harness/host/command-text.ts'
import { sortByNearness } from '../../harness/program/nearness.ts'
import type { Program } from '../../harness/program/program.ts'

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
  const ids =
    spellings
      .map((spell) => [...known.keys()].filter((id) => spell(id) === name.text))
      .find((candidates) => candidates.length > 0) ?? []
  const [only] = ids
  if (ids.length === 1 && only !== undefined) return known.get(only) ?? []
  const spelt = new Set([...known.keys()].flatMap((id) => [id, ...spellings.flatMap((spell) => spell(id) ?? [])]))
  const nearest = ids.length > 1 ? ids : sortByNearness(name.text, spelt).slice(0, fewNames)
  const message =
    ids.length > 1
      ? `expected the name of one ${what}, got \`${name.text}\`, which is the name of ${ids.length}; write ${nearest.join(' or ')}`
      : `expected the name of a ${what}, got \`${name.text}\`; did you mean ${nearest.join(', ') || '(there is none)'}?`
  throw new SyntaxProblem(message, name.at, name.text.length)
}

/** Short for an id, those that count more first: a module is often called like the one procedure that it is about. */
const spellings: readonly ((id: string) => string | undefined)[] = [
  // `lookup` for `fib.ts#lookup`, `Trie.find` for `trie.ts#Trie.find`
  (id) => /#(.+)$/.exec(id)?.[1],
  // `fib` for `fib.ts`
  (id) => /^([^#]+)\.ts$/.exec(id)?.[1],
  // `find` for `trie.ts#Trie.find`
  (id) => /#.*\.([^.]+)$/.exec(id)?.[1],
]
