import type { Parameter, Workload } from '../../workloads/contract.ts'
import { unknownName } from './nearest.ts'
import { unmet } from './usage-error.ts'

/** Every workload has it; one that does not say otherwise runs one process. */
const processes: Parameter = { default: 1, minimum: 1, maximum: 1024, summary: 'concurrent activations of main' }

export function listParameters(workload: Workload): Readonly<Record<string, Parameter>> {
  return { processes, ...workload.parameters }
}

export interface ParameterOptions {
  /** Smaller values, where a parameter has one, for a first run. */
  readonly smoke: boolean
  /** A name that a workload does not have is left to others. */
  readonly lenient: boolean
}

/**
 * All parameters of a workload with the values given as `name=number`, or else their defaults.
 * @throws UsageError
 */
export function parseParameters(
  workload: Workload,
  texts: readonly string[],
  { smoke, lenient }: ParameterOptions,
): Record<string, number> {
  const known = listParameters(workload)
  const values = Object.fromEntries(
    Object.entries(known).map(([name, parameter]) => [
      name,
      (smoke ? parameter.smoke : undefined) ?? parameter.default,
    ]),
  )
  for (const { name, text } of texts.map(split)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined
    if (parameter !== undefined) values[name] = parseValue(name, text, parameter)
    else if (!lenient)
      throw unknownName('--param', 'parameter', name, Object.keys(known), `They are those of ${workload.name}.`)
  }
  return values
}

/** @throws UsageError for the first of `texts` that no workload has */
export function checkParameterNames(workloads: readonly Workload[], texts: readonly string[]): void {
  const known = new Set(workloads.flatMap((workload) => Object.keys(listParameters(workload))))
  const unknown = texts.map(split).find(({ name }) => !known.has(name))
  if (unknown !== undefined) throw unknownName('--param', 'parameter', unknown.name, known)
}

function split(text: string): { name: string; text: string } {
  const [name = '', ...rest] = text.split('=')
  if (name !== '' && rest.length === 1) return { name, text: rest[0] ?? '' }
  throw unmet({
    code: 'PARAMETER_SYNTAX',
    expected: 'NAME=NUMBER',
    got: `\`${text}\``,
    where: '--param',
    next: 'For example --param processes=8.',
  })
}

function parseValue(name: string, text: string, { minimum, maximum, summary }: Parameter): number {
  const value = Number(text.replaceAll('_', ''))
  if (text.trim() !== '' && value >= minimum && value <= maximum) return value
  throw unmet({
    code: 'PARAMETER_RANGE',
    expected: `a number from ${minimum} to ${maximum}`,
    got: `\`${text}\``,
    where: `--param ${name}`,
    next: `It is: ${summary}.`,
  })
}
