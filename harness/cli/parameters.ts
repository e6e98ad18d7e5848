import type { Parameter, Workload } from '../../workloads/contract.ts'
import { unknownName } from './nearest.ts'
import { unmet, type UsageError } from './usage-error.ts'

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
  options: ParameterOptions,
): Record<string, number> {
  const { values, lists } = readLists(workload, texts, options)
  const [swept] = lists
  if (swept === undefined) return values
  throw unmet({
    code: 'PARAMETER_LIST',
    expected: 'one number',
    got: swept[1].join(','),
    where: `--param ${swept[0]}`,
    next: 'Several values are for `bench run` and `bench matrix`, which run each of them.',
  })
}

/** What is run of a workload: at one set of values, or at several points of a sweep over the same. */
export interface Sweep {
  readonly parameters: Readonly<Record<string, number>>
  /** Values of the parameters that are swept, all combinations; empty where none is. */
  readonly points: readonly Readonly<Record<string, number>>[]
}

/**
 * The same, where `name=number,number` is a sweep over these values. Of several swept parameters all combinations are run.
 * @throws UsageError
 */
export function parseSweep(workload: Workload, texts: readonly string[], options: ParameterOptions): Sweep {
  const { values, lists } = readLists(workload, texts, options)
  let points: Record<string, number>[] = lists.length === 0 ? [] : [{}]
  for (const [name, list] of lists)
    points = points.flatMap((point) => list.map((value) => ({ ...point, [name]: value })))
  // What the others are is the same for all; of what is swept the first value stands for it.
  return { parameters: { ...values, ...points[0] }, points }
}

/** @throws UsageError for the first of `texts` that no workload has */
export function checkParameterNames(workloads: readonly Workload[], texts: readonly string[]): void {
  const known = new Set(workloads.flatMap((workload) => Object.keys(listParameters(workload))))
  const unknown = group(texts).find(({ name }) => !known.has(name))
  if (unknown !== undefined) throw unknownName('--param', 'parameter', unknown.name, known)
}

interface Values {
  readonly values: Readonly<Record<string, number>>
  /** Parameters with more than one value. */
  readonly lists: readonly (readonly [name: string, values: readonly number[]])[]
}

function readLists(workload: Workload, texts: readonly string[], { smoke, lenient }: ParameterOptions): Values {
  const known = listParameters(workload)
  const values = Object.fromEntries(
    Object.entries(known).map(([name, parameter]) => [
      name,
      (smoke ? parameter.smoke : undefined) ?? parameter.default,
    ]),
  )
  const lists: [string, number[]][] = []
  for (const { name, texts: given } of group(texts)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined
    if (parameter === undefined) {
      if (lenient) continue
      throw unknownName('--param', 'parameter', name, Object.keys(known), `They are those of ${workload.name}.`)
    }
    const [first = 0, ...others] = checkDistinct(
      name,
      given.map((text) => parseValue(name, text, parameter)),
    )
    if (others.length === 0) values[name] = first
    else lists.push([name, [first, ...others]])
  }
  return { values, lists }
}

interface Given {
  readonly name: string
  readonly texts: readonly string[]
}

/** `size=1`, `2`, `processes=8`: what has no name of its own is another value of the one before. */
function group(texts: readonly string[]): Given[] {
  const given: { name: string; texts: string[] }[] = []
  for (const text of texts) {
    const [name = '', ...rest] = text.split('=')
    const last = given.at(-1)
    if (rest.length === 0 && last !== undefined && text !== '') last.texts.push(text)
    else if (name !== '' && rest.length === 1) given.push({ name, texts: [rest[0] ?? ''] })
    else throw rejectSyntax(text)
  }
  // Who gives a parameter once more replaces it.
  return [...new Map(given.map((each) => [each.name, each])).values()]
}

function rejectSyntax(text: string): UsageError {
  return unmet({
    code: 'PARAMETER_SYNTAX',
    expected: 'NAME=NUMBER or NAME=NUMBER,NUMBER',
    got: text === '' ? 'nothing beside a comma' : `\`${text}\``,
    where: '--param',
    next: 'For example --param processes=8, or --param processes=1,4,16 for a sweep.',
  })
}

function checkDistinct(name: string, values: readonly number[]): readonly number[] {
  const repeated = values.find((value, index) => values.indexOf(value) !== index)
  if (repeated === undefined) return values
  throw unmet({
    code: 'PARAMETER_LIST',
    expected: 'different values',
    got: `${repeated} twice`,
    where: `--param ${name}`,
    next: 'More trials of the same come with --trials or --blocks.',
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
