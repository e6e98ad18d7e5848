import { SyntaxProblem, type Name } from '../../harness/host/command-text.ts'
import type { Update } from '../../harness/program/update.ts'
import type { CommandLanguage, CommandReading, Refusal } from '../contract.ts'
import { Artifacts } from './artifacts.ts'
import { Composition } from './consistency.ts'
import { parseScript, type Command } from './grammar.ts'
import { findDatum, findProcedures } from './names.ts'

/** A command as its site executes it; all by id. */
export interface Step {
  readonly replace: readonly string[]
  readonly remove: readonly string[]
  /** Old procedures that must be idle; those at the end have joined by themselves. */
  readonly idle: readonly string[]
  /** How many of them the operator named. */
  readonly named: number
  /** Static data that the new procedures need: to be initialised if new, converted if represented in another way. */
  readonly data: readonly string[]
  /** Static data to be initialised anew. */
  readonly init: readonly string[]
}

/** `update P, Q when X, Y idle within 10.0` */
export const language: CommandLanguage = { derive, read }

/** All that differs in one command, idle as far as it is there already, with what it is only right together with. */
function derive(update: Update): string | undefined {
  const { affected, added, deleted, from, support } = update
  const artifacts = new Artifacts(update)
  const callers = artifacts.joining(affected, deleted).filter((id) => update.to.procedures.has(id))
  const replaced = [...new Set([...affected, ...added, ...callers])]
  if (replaced.length + deleted.size === 0) return undefined
  const touched = new Set([...replaced, ...deleted])
  const together = support.groups.filter((group) => group.some((id) => touched.has(id))).flat()
  const idle = unique([...touched, ...together].filter((id) => from.procedures.has(id)))
  return [
    `update ${write(replaced)}`,
    ...(deleted.size === 0 ? [] : [`delete ${write(deleted)}`]),
    ...(idle.length === 0 ? [] : [`when ${write(idle)} idle`]),
  ].join(' ')
}

function write(ids: Iterable<string>): string {
  return [...ids].map((id) => (/\s/.test(id) ? `"${id}"` : id)).join(', ')
}

function read(text: string, update: Update): CommandReading {
  try {
    return readCommands(text, parseScript(text), update)
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    return { problem: { message: error.message, at: error.at, length: error.length } }
  }
}

function readCommands(text: string, commands: readonly Command[], update: Update): CommandReading {
  const artifacts = new Artifacts(update)
  const composition = new Composition(artifacts)
  const steps = commands.map((command) => resolve(command, artifacts))
  const refusals: Refusal[] = [...acrossSites(update), ...steps.flatMap((step) => composition.apply(step))]
  const limits = commands.flatMap(({ withinSeconds }) => withinSeconds ?? [])
  return {
    order: {
      text,
      commands: commands.length,
      decisions: commands.flatMap((command) => namesOf(command)).length,
      // The limit is one for all of them; what has none of its own is not limited by the others'.
      ...(limits.length === commands.length ? { limitMs: 1000 * limits.reduce((sum, limit) => sum + limit, 0) } : {}),
      loads: steps.flatMap(({ replace }) => replace),
      steps,
    },
    refusals,
  }
}

function acrossSites({ changes }: Update): Refusal[] {
  return changes
    .filter(({ kind }) => kind === 'protocol')
    .map(({ id, explanation }) => ({
      change: `${id} (${explanation})`,
      rule: 'locks are kept at one site, and components at others may be at work by the old protocol',
    }))
}

function resolve(command: Command, artifacts: Artifacts): Step {
  const { from, to, affected, added, deleted } = artifacts.update
  const replace = command.update.flatMap((name) =>
    narrow(findProcedures(name, [to]), (id) => affected.has(id) || added.has(id)),
  )
  const remove = command.delete.flatMap((name) => narrow(findProcedures(name, [from]), (id) => deleted.has(id)))
  const named = new Set(command.when.flatMap((name) => findProcedures(name, [from])))
  const idle = new Set([...named, ...artifacts.joining(replace, remove)])
  const init = command.init.map((name) => findDatum(name, to))
  return {
    replace: unique(replace),
    remove: unique(remove),
    idle: [...idle],
    named: named.size,
    data: artifacts.dataFor(replace),
    init,
  }
}

/** Of a module or type, those in which something differs; a procedure by its own name is meant in any case. */
function narrow(ids: readonly string[], differs: (id: string) => boolean): readonly string[] {
  return ids.length === 1 ? ids : ids.filter(differs)
}

function namesOf(command: Command): readonly Name[] {
  return [...command.update, ...command.delete, ...command.init, ...command.when]
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)]
}
