import type { Arguments } from './arguments/arguments.ts'
import type { Options } from './arguments/option.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './exit-code.ts'

type Run = (args: Arguments, context: Context) => Promise<ExitCode>

/** A command as the overview shows it. Its code is loaded when it is called. */
export interface Command {
  /** `[--kinds | --claims]` */
  readonly usage: string
  readonly summary: string
  /** One in brackets, `[SET]`, may be left out; a last one with dots, `DIR…`, may be given several times. */
  readonly positionals?: readonly string[]
  readonly options: Options
  readonly examples: readonly (readonly [command: string, meaning: string])[]
  load(): Promise<Run>
}
