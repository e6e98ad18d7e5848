import { findAffected } from './affected.ts'
import { findChanges } from './changes.ts'
import type { ChangeKind } from './change-kind.ts'
import { columnOf, lineOf } from './parse.ts'
import { ProgramRejected, type Problem } from './problem.ts'
import type { Program, SupportCode } from './program.ts'

/** Going from one version to another on a running program: what differs, and the support code. */
export interface Update {
  readonly name: string
  readonly from: Program
  /** The new version, compiled together with the support code. */
  readonly to: Program
  readonly changes: readonly Change[]
  readonly kinds: readonly ChangeKind[]
  readonly support: SupportCode
  /** Procedures of both versions whose code is not the same, or works on constants or representations that are not. */
  readonly affected: ReadonlySet<string>
  readonly added: ReadonlySet<string>
  readonly deleted: ReadonlySet<string>
  /** Procedures of both versions with different parameters or results. */
  readonly interfaces: ReadonlySet<string>
  /** Static data and types of both versions that are represented differently. */
  readonly representations: ReadonlySet<string>
  /** What a request does to the state is the same under both: it is declared, or nothing differs at all. */
  readonly sameEffects: boolean
}

export interface Change {
  readonly kind: ChangeKind
  /** Id of what changes. */
  readonly id: string
  readonly explanation: string
}

const noSupport: SupportCode = {
  module: '',
  interprocedures: new Map(),
  mappers: new Map(),
  converters: new Map(),
  groups: [],
  order: [],
  lines: 0,
  named: new Map(),
}

/**
 * Compares two versions and classifies each change.
 * @throws ProgramRejected where the support code names what neither version has
 */
export function compareVersions(
  name: string,
  from: Program,
  to: Program,
  { sameEffects = false }: { readonly sameEffects?: boolean } = {},
): Update {
  const support = to.support ?? noSupport
  const problems = findUnknown(from, to, support)
  if (problems.length > 0) throw new ProgramRejected(problems)
  const newIds = [...to.procedures.values()].filter(({ module }) => module !== support.module).map(({ id }) => id)
  const common = newIds.filter((id) => from.procedures.has(id))
  const added = new Set(newIds.filter((id) => !from.procedures.has(id)))
  const deleted = new Set([...from.procedures.keys()].filter((id) => !to.procedures.has(id)))
  const representations = new Set([
    ...findRepresentations(from.data, to.data),
    ...findRepresentations(from.adts, to.adts),
  ])
  const interfaces = new Set(
    common.filter(
      (id) => from.procedures.get(id)?.signature.fingerprint !== to.procedures.get(id)?.signature.fingerprint,
    ),
  )
  const affected = findAffected(from, to, { common, interfaces, representations })
  const facts = { from, to, support, added, deleted, interfaces, representations, affected }
  const changes = findChanges(facts)
  return {
    name,
    ...facts,
    changes,
    kinds: summarise(changes),
    sameEffects: sameEffects || changes.length === 0,
  }
}

function findRepresentations(
  from: ReadonlyMap<string, { readonly representation: string }>,
  to: ReadonlyMap<string, { readonly representation: string }>,
): string[] {
  return [...to]
    .filter(([id, { representation }]) => from.has(id) && from.get(id)?.representation !== representation)
    .map(([id]) => id)
}

/** Misspelt, support code would never be used. */
function findUnknown(from: Program, to: Program, support: SupportCode): Problem[] {
  const module = to.modules.find(({ name }) => name === support.module)
  if (module === undefined) return []
  const isKnown = (id: string): boolean =>
    [from, to].some(
      ({ procedures, data, adts, constants }) =>
        procedures.has(id) || data.has(id) || adts.has(id) || constants.has(id),
    )
  return [...support.named].flatMap(([id, at]) =>
    isKnown(id)
      ? []
      : [
          {
            code: 'unknown-name',
            file: module.path,
            line: lineOf(module.lineStarts, at),
            column: columnOf(module.lineStarts, at),
            message: `neither ${from.version} nor ${to.version} has a \`${id}\``,
            instead: 'the id of a procedure, a class or static data, such as `fib.ts#lookup` or `trie.ts#Trie.find`',
          },
        ],
  )
}

/** Kinds of an update as a whole: interface and state together are a kind of their own. */
function summarise(changes: readonly Change[]): ChangeKind[] {
  const kinds = new Set(changes.map(({ kind }) => kind))
  if (kinds.has('interface') && kinds.has('state')) kinds.add('interface+state')
  return [...kinds]
}
