import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandProblem, Strategy } from '../../strategies/contract.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import type { Windows } from '../host/windows.ts'
import type { Arguments } from './arguments/arguments.ts'
import { compileUpdate } from '../prepare.ts'
import type { Context } from './context.ts'
import { unmet, UsageError } from './usage-error.ts'

/** What an operator says to a strategy, checked before anything is touched. */
export interface OperatorCommand {
  readonly text: string
  /** How long the update may wait for its conditions, where that is said. */
  readonly limitMs?: number
}

/**
 * Reads `--command` or `--command-file`, in the language of the strategy.
 * @throws UsageError where it is not in the language, or names what the program does not have
 * @throws ProgramRejected where a version is outside the program model
 */
export function readOperatorCommand(
  args: Arguments,
  strategy: Strategy,
  workload: Workload,
  updates: readonly UpdateDeclaration[],
  context: Context,
): OperatorCommand | undefined {
  const given = readText(args, context)
  if (given === undefined) return undefined
  const { where, text } = given
  const { name, commands } = strategy
  const [declaration] = updates
  if (commands === undefined) throw withoutLanguage(name, where)
  if (updates.length !== 1 || declaration === undefined) throw severalUpdates(updates.length, where)
  const reading = commands.read(text, compileUpdate(workload, declaration))
  if ('problem' in reading) throw new UsageError('COMMAND_INVALID', describeProblem(where, text, reading.problem))
  const { limitMs } = reading.order
  return { text, ...(limitMs === undefined ? {} : { limitMs }) }
}

/** Of the measured load that follows the update at the least, in ms. */
const afterwardsMs = 500

/** Windows in which an update may wait as long as its command says. */
export function extendWindows<W extends Windows>(windows: W, limitMs: number | undefined): W {
  if (limitMs === undefined) return windows
  return { ...windows, limitMs, horizonMs: Math.max(windows.horizonMs, limitMs + afterwardsMs) }
}

/** The line of the text with a caret under what is wrong in it. */
export function describeProblem(where: string, text: string, { message, at, length }: CommandProblem): string {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const [line = ''] = text.slice(start).split('\n')
  const number = text.slice(0, start).split('\n').length
  const place = text.trimEnd().includes('\n') ? `${where}, line ${number}` : where
  return `${place}: ${message}\n\n  ${line}\n  ${' '.repeat(at - start)}${'^'.repeat(length)}`
}

function readText(args: Arguments, { cwd }: Context): { readonly where: string; readonly text: string } | undefined {
  const [command, file] = [args.text('command'), args.text('command-file')]
  if (command !== undefined && file !== undefined) {
    throw unmet({
      code: 'COMMAND_TWICE',
      expected: 'one of --command and --command-file',
      got: 'both',
      where: '--command',
      next: 'Leave one of them out; several commands are separated by `;`.',
    })
  }
  if (file === undefined) return command === undefined ? undefined : { where: '--command', text: command }
  const where = `--command-file ${file}`
  try {
    return { where, text: readFileSync(resolve(cwd, file), 'utf8') }
  } catch (error) {
    throw unmet({
      code: 'COMMAND_FILE',
      expected: 'a file with commands',
      got: error instanceof Error ? error.message : String(error),
      where,
      next: 'Check the path; it starts from the folder in which you are.',
    })
  }
}

function withoutLanguage(name: string, where: string): UsageError {
  return unmet({
    code: 'NO_COMMANDS',
    expected: 'a strategy with a language of commands',
    got: `\`${name}\`, which has none`,
    where,
    next: 'What it does follows from the differences of the versions; leave the option out.',
  })
}

function severalUpdates(count: number, where: string): UsageError {
  return unmet({
    code: 'COMMAND_FOR_SEVERAL',
    expected: 'one update that the command is for',
    got: String(count),
    where,
    next: 'Name one with --update.',
  })
}
