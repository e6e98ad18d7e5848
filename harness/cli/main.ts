import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from './command.ts'
import { commands, isCommand } from './commands.ts'
import { createContext, type Context } from './context.ts'
import { exitCodes, type ExitCode } from './exit-code.ts'
import { NothingMeasured } from './nothing-measured.ts'
import { describeCommands } from './overview.ts'
import { UsageError } from './usage-error.ts'

/** Runs one command line and returns its exit code. */
export async function main(args: readonly string[], context: Context = createContext()): Promise<ExitCode> {
  try {
    return await dispatch(args, context)
  } catch (error) {
    return reportError(error, context)
  }
}

async function dispatch(args: readonly string[], context: Context): Promise<ExitCode> {
  const [name, ...rest] = args
  switch (name) {
    case undefined:
      context.err.write(describeCommands(context.err.paint))
      return exitCodes.usage
    case 'help':
    case '--help':
    case '-h':
      context.out.write(describeCommands(context.out.paint))
      return exitCodes.good
    case '--version':
      context.out.write(`${getVersion(context.root)}, Node ${process.version}\n`)
      return exitCodes.good
    default:
      if (isCommand(name)) return runCommand(name, commands[name], rest, context)
      throw await rejectCommand(name)
  }
}

async function runCommand(
  name: string,
  command: Command,
  args: readonly string[],
  context: Context,
): Promise<ExitCode> {
  const { parseArguments } = await import('./arguments/parse.ts')
  const usage = `bench ${name} ${command.usage}`
  const parsed = await parseArguments(
    { ...command, usage, positionals: command.positionals ?? [] },
    args,
    context.out.columns,
  )
  if (typeof parsed === 'string') {
    context.out.write(parsed)
    return exitCodes.good
  }
  const run = await command.load()
  return run(parsed, context)
}

async function rejectCommand(name: string): Promise<UsageError> {
  const { unknownName } = await import('./nearest.ts')
  return unknownName('command', 'command', name, Object.keys(commands), 'See `bench --help`.')
}

function getVersion(root: string): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>
  return `${name} ${version}`
}

/** What the user can mend is told in one line; a bug with its stack. */
async function reportError(error: unknown, { err }: Context): Promise<ExitCode> {
  const { StoreError } = await import('../store/store-error.ts')
  if (error instanceof UsageError || error instanceof StoreError) {
    err.write(`${err.paint('red', 'bench:')} ${error.message}\n`)
    return exitCodes.usage
  }
  if (error instanceof NothingMeasured || (error instanceof Error && error.name === 'ProgramRejected')) {
    err.write(`${err.paint('red', 'bench: nothing was measured:')} ${error.message}\n`)
    return exitCodes.nothingMeasured
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  err.write(`${err.paint('red', 'bench: internal error:')} ${text}\n`)
  return exitCodes.internal
}
