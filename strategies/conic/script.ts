import { SyntaxProblem } from '../../harness/host/command-text.ts'
import type { Program } from '../../harness/program/program.ts'
import type { Update } from '../../harness/program/update.ts'
import type { CommandLanguage, CommandReading, Refusal } from '../contract.ts'
import { Configuration } from './configuration.ts'
import { parseScript, type Command } from './grammar.ts'
import type { Reconfiguration } from './steps.ts'
import { findTasks, linksOf, taskOf, type Link, type TaskPort, type TaskType } from './tasks.ts'

/** `create ledger2 of ledger; unlink tellers.transfer from ledger.transfer; …` */
export const language: CommandLanguage = { derive, read }

/** What Conic says to the script that does the whole update. */
export function assess(update: Update): readonly Refusal[] {
  const script = derive(update)
  if (script === undefined) return []
  const reading = read(script, update)
  if ('refusals' in reading) return reading.refusals
  throw new Error(`a script that Conic derived is not in its own language: ${reading.problem.message}`)
}

/** Replaces each task module that differs, or whose partner's port does, and links the new ones as the old ones were. */
function derive(update: Update): string | undefined {
  const [old, next] = [findTasks(update.from), findTasks(update.to, update.support.module)]
  const replaced = findDiffering(update, [...old.values(), ...next.values()])
  if (replaced.size === 0) return undefined
  const successor = nameSuccessors(replaced, old)
  const created = [...replaced].filter((name) => next.has(name))
  const deleted = [...replaced].filter((name) => old.has(name))
  const touches = ({ exit, entry }: Link): boolean => replaced.has(exit.task.name) || replaced.has(entry.task.name)
  const renamed = (task: string): string => write(successor.get(task) ?? task)
  const present = ({ task, port }: TaskPort): string => `${write(task.name)}.${port.name}`
  const future = ({ task, port }: TaskPort): string => `${renamed(task.name)}.${port.name}`
  return [
    ...created.map((name) => `create ${renamed(name)} of ${write(name)}`),
    ...linksOf(old)
      .filter(touches)
      .map(({ exit, entry }) => `unlink ${present(exit)} from ${present(entry)}`),
    ...created.filter((name) => old.has(name)).map((name) => `copy ${write(name)} to ${renamed(name)}`),
    ...deleted.map((name) => `delete ${write(name)}`),
    ...linksOf(next)
      .filter(touches)
      .map(({ exit, entry }) => `link ${future(exit)} to ${future(entry)}`),
  ].join(';\n')
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
  const configuration = new Configuration(update)
  const steps = commands.map((command) => configuration.apply(command))
  const reconfiguration: Reconfiguration = { steps, passive: configuration.passiveSet() }
  return {
    order: {
      text,
      commands: commands.length,
      decisions: commands.reduce((sum, command) => sum + countNames(command), 0),
      loads: [],
      steps: reconfiguration,
    },
    refusals: configuration.refusals(),
  }
}

/** Names that the operator chose: instances, types, ports. */
function countNames({ verb }: Command): number {
  return verb === 'delete' ? 1 : verb === 'create' || verb === 'copy' ? 2 : 4
}

/** Tasks in whose modules something differs, or one of whose ports is of another type. */
function findDiffering(update: Update, tasks: readonly TaskType[]): ReadonlySet<string> {
  const { from, to, support, interfaces } = update
  const changed = new Set(findChanged(update).map(moduleOf))
  changed.delete(support.module)
  const names = [...new Set(tasks.map(({ name }) => name))]
  const differs = (name: string): boolean =>
    [from, to].some((program) => modulesOf(program, name, support.module).some((module) => changed.has(module))) ||
    tasks.some(
      (task) =>
        task.name === name && [...task.entries, ...task.exits].some(({ procedure }) => interfaces.has(procedure)),
    )
  return new Set(names.filter(differs))
}

function findChanged({ affected, added, deleted, representations, changes }: Update): string[] {
  return [...affected, ...added, ...deleted, ...representations, ...changes.map(({ id }) => id)].filter((id) =>
    id.includes('#'),
  )
}

/** Modules of a task: its own, and those of no task that it uses. */
function modulesOf(program: Program, task: string, except: string): readonly string[] {
  const byName = new Map(program.modules.map((module) => [module.name, module]))
  const found = new Set([...byName.keys()].filter((name) => name !== except && taskOf(program, `${name}#`) === task))
  for (const name of found)
    for (const { target } of byName.get(name)?.entities.flatMap(({ references }) => references) ?? [])
      if (taskOf(program, target) === undefined) found.add(moduleOf(target))
  return [...found]
}

function nameSuccessors(
  replaced: ReadonlySet<string>,
  taken: ReadonlyMap<string, TaskType>,
): ReadonlyMap<string, string> {
  return new Map(
    [...replaced].map((name) => {
      let number = 2
      while (taken.has(`${name}${number}`)) number++
      return [name, `${name}${number}`]
    }),
  )
}

const words = new Set(['create', 'of', 'delete', 'copy', 'link', 'unlink', 'to', 'from'])

function write(name: string): string {
  return words.has(name) || !/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name) ? `"${name}"` : name
}

function moduleOf(id: string): string {
  return id.slice(0, id.indexOf('#'))
}
