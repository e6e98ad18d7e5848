import yargs, { type Options as YargsOptions } from 'yargs'
import { unknownName } from '../nearest.ts'
import { UsageError, unmet } from '../usage-error.ts'
import { Arguments } from './arguments.ts'
import type { Option, Options } from './option.ts'

export interface Syntax {
  /** `bench check PATH` */
  readonly usage: string
  readonly summary: string
  /** Names of what stands without an option; one in brackets may be left out, a last one with `…` given several times. */
  readonly positionals: readonly string[]
  readonly options: Options
  readonly examples: readonly (readonly [command: string, meaning: string])[]
}

/**
 * Parses what follows the name of a command.
 * @returns the help text where it is asked for
 * @throws UsageError
 */
export async function parseArguments(
  syntax: Syntax,
  args: readonly string[],
  columns: number,
): Promise<Arguments | string> {
  const parser = createParser(syntax, args, columns)
  const parsed = await parser.parseAsync()
  if (parsed['help'] === true) return `${await parser.getHelp()}\n`
  checkNames(syntax, parsed)
  checkFlags(syntax, args)
  const given = collectTexts(syntax.options, parsed)
  const flags = new Set(Object.keys(syntax.options).filter((name) => parsed[name] === true))
  return new Arguments(given, flags, checkPositionals(syntax, parsed._.map(String)))
}

function createParser({ usage, summary, options, examples }: Syntax, args: readonly string[], columns: number) {
  return yargs(joinDashes(args))
    .scriptName('bench')
    .usage(`${usage}\n\n${summary}`)
    .options(Object.fromEntries(Object.entries(options).map(([name, option]) => [name, toYargs(option)])))
    .option('help', { alias: 'h', type: 'boolean', description: 'Show this help' })
    .example(examples.map(([command, meaning]): [string, string] => [command, meaning]))
    .parserConfiguration({
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .help(false)
    .version(false)
    .exitProcess(false)
    .detectLocale(false)
    .wrap(Math.min(columns, 100))
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError('ARGUMENTS', message)
    })
}

/** `--json -` means standard output; yargs would take the dash for something else. */
function joinDashes(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg === '-' && args[index - 1]?.startsWith('--') === true) return []
    return args[index + 1] === '-' && arg.startsWith('--') ? [`${arg}=-`] : [arg]
  })
}

/** Values are checked here and not by yargs, whose messages do not say what to do. */
function toYargs(option: Option): YargsOptions {
  if (option.kind === 'flag') return { type: 'boolean', description: option.summary }
  const { value, summary, required } = option
  const text = option.default === undefined ? '' : ` (default ${option.default})`
  return { type: 'string', description: `${value}: ${summary}${text}${required === true ? ' (required)' : ''}` }
}

type Parsed = Readonly<Record<string, unknown>>

function checkNames({ options, usage }: Syntax, parsed: Parsed): void {
  const known = [...Object.keys(options), 'help']
  const unknown = Object.keys(parsed).find((name) => !['_', '$0', 'h', ...known].includes(name))
  if (unknown === undefined) return
  const dashes = unknown.length === 1 ? '-' : '--'
  throw unknownName(
    `${dashes}${unknown}`,
    'option',
    `${dashes}${unknown}`,
    known.map((name) => `--${name}`),
    `Usage: ${usage}`,
  )
}

/** `--json=x`, where `--json` takes no value, would otherwise count as not given. */
function checkFlags({ options }: Syntax, args: readonly string[]): void {
  for (const [name, { kind }] of Object.entries(options)) {
    const given = args.find((arg) => arg.startsWith(`--${name}=`))
    if (kind === 'flag' && given !== undefined) {
      throw unmet({
        code: 'FLAG_WITH_VALUE',
        expected: 'no value',
        got: `\`${given}\``,
        where: `--${name}`,
        next: `Write --${name} alone.`,
      })
    }
  }
}

function collectTexts(options: Options, parsed: Parsed): Record<string, string[]> {
  const given: Record<string, string[]> = {}
  for (const [name, option] of Object.entries(options)) {
    if (option.kind === 'flag') continue
    const value = parsed[name] ?? option.default
    if (value === undefined) {
      if (option.required === true)
        throw unmet({
          code: 'OPTION_MISSING',
          expected: option.value,
          got: 'nothing',
          where: `--${name}`,
          next: `${option.summary}: add --${name} ${option.value}.`,
        })
      continue
    }
    given[name] = checkTexts(name, option, [value].flat().map(String))
  }
  return given
}

function checkTexts(
  name: string,
  { kind, value, summary }: Exclude<Option, { kind: 'flag' }>,
  texts: string[],
): string[] {
  if (texts.includes(''))
    throw unmet({ code: 'OPTION_EMPTY', expected: value, got: 'nothing', where: `--${name}`, next: `${summary}.` })
  if (kind === 'texts' || texts.length === 1) return texts
  throw unmet({
    code: 'OPTION_REPEATED',
    expected: `one ${value}`,
    got: texts.map((text) => `\`${text}\``).join(' and '),
    where: `--${name}`,
    next: 'Give it once.',
  })
}

function checkPositionals({ positionals, usage }: Syntax, given: readonly string[]): readonly string[] {
  const needed = positionals.filter((name) => !name.startsWith('[')).length
  const most = positionals.at(-1)?.endsWith('…') === true ? Infinity : positionals.length
  if (given.length >= needed && given.length <= most) return given
  const expected = positionals.length === 0 ? 'options only' : positionals.join(' ')
  const got = given.length === 0 ? 'nothing' : given.map((text) => `\`${text}\``).join(' ')
  throw unmet({ code: 'ARGUMENTS', expected, got, where: 'arguments', next: `Usage: ${usage}` })
}
