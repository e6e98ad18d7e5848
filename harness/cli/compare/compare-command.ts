import { join, resolve } from 'node:path'
import type { NamedSet } from '../../report/compare/check-comparable.ts'
import {
  compareSets,
  usualOptions,
  type CompareOptions,
  type SetComparison,
} from '../../report/compare/compare-sets.ts'
import { gatedMetrics } from '../../report/gated-metrics.ts'
import { toMarkdown } from '../../report/compare/markdown.ts'
import { writeBaseline } from '../../store/baselines.ts'
import { validateSetName } from '../../store/set-name.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { unknownName } from '../nearest.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { unmet } from '../usage-error.ts'
import { describeComparison } from './compare-text.ts'
import { suggestConfirmation } from './confirmation.ts'
import { findNamedSet } from './find-named-set.ts'
import { compareRevisions } from './compare-revisions.ts'

/** `bench compare`: is HEAD worse than BASE? */
export async function compareCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const options = parseOptions(args)
  const results = resolve(context.cwd, args.text('results') ?? join(context.root, 'results'))
  const baseline = args.text('baseline')
  if (baseline !== undefined) validateSetName(baseline)
  const compared =
    args.text('run') === undefined
      ? compareStored(args, results, context, options)
      : await compareRevisions(args, results, context, options)
  if (compared === 'interrupted') return exitCodes.interrupted
  const { comparison, folder } = compared
  if (comparison.metrics.length === 0 && comparison.behaviour.length === 0)
    throw new NothingMeasured(
      'NOTHING_TO_COMPARE',
      `expected cells that ${comparison.base.name} and ${comparison.head.name} both measured, got none. ${comparison.notCompared.slice(0, 5).join('; ')}`,
    )
  print(args, context, comparison)
  if (baseline !== undefined && comparison.result === 'passed')
    writeBaseline(results, baseline, { set: folder, plan: comparison.head.plan })
  return getExitCode(compared)
}

export interface Compared {
  readonly comparison: SetComparison
  /** Name or path of HEAD's set. */
  readonly folder: string
  /** Something in the sets cannot be read. */
  readonly isDamaged: boolean
}

function compareStored(args: Arguments, results: string, context: Context, options: CompareOptions): Compared {
  const [base, head] = args.positionals
  if (base === undefined || head === undefined)
    throw unmet({
      code: 'ARGUMENTS',
      expected: 'BASE and HEAD, or --run BASE..HEAD',
      got: base === undefined ? 'nothing' : `\`${base}\``,
      where: 'arguments',
      next: 'Give two result sets (names, paths or baselines; `latest` is the last one), for example `bench compare main latest`.',
    })
  const find = (name: string): NamedSet => findNamedSet(name, results, context)
  const sets: readonly [NamedSet, NamedSet] = [find(base), find(head)]
  const fresh = findConfirming(args, find)
  const comparison = compareSets(...sets, fresh, options)
  const isDamaged = [...sets, ...(fresh ?? [])].some(({ set }) =>
    set.problems.some(({ code }) => code === 'unreadable'),
  )
  return { comparison, folder: head, isDamaged }
}

function findConfirming(args: Arguments, find: (name: string) => NamedSet): readonly [NamedSet, NamedSet] | undefined {
  const names = args.texts('confirm')
  const [base, head] = names
  if (names.length === 0) return undefined
  if (base !== undefined && head !== undefined && names.length === 2) return [find(base), find(head)]
  throw unmet({
    code: 'CONFIRM_SYNTAX',
    expected: 'two sets of fresh blocks, of BASE and of HEAD',
    got: names.map((name) => `\`${name}\``).join(', '),
    where: '--confirm',
    next: 'For example --confirm main-again,mine-again. Blocks that the first stage has seen cannot confirm it.',
  })
}

function parseOptions(args: Arguments): CompareOptions {
  const text = args.required('margin')
  const percent = Number(text)
  if (!(percent >= 0 && percent <= 50))
    throw unmet({
      code: 'MARGIN_RANGE',
      expected: 'per cent, from 0 to 50',
      got: `\`${text}\``,
      where: '--margin',
      next: 'For example --margin 3.',
    })
  const wanted = args.texts('metric')
  const known = gatedMetrics.map(({ key }) => key)
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownName('--metric', 'figure', unknown, known)
  const metrics = wanted.length === 0 ? gatedMetrics : gatedMetrics.filter(({ key }) => wanted.includes(key))
  return { ...usualOptions, margin: percent / 100, metrics }
}

function print(args: Arguments, { out }: Context, comparison: SetComparison): void {
  const confirmWith = suggestConfirmation(comparison)
  if (args.flag('json')) out.write(toJson({ ...comparison, ...(confirmWith === undefined ? {} : { confirmWith }) }))
  else if (args.flag('markdown')) out.write(toMarkdown(comparison, confirmWith))
  else out.write(describeComparison(comparison, out.paint, confirmWith))
}

/** What cannot be read may hold what decides. */
function getExitCode({ comparison: { result }, isDamaged }: Compared): ExitCode {
  if (result === 'regression') return exitCodes.violation
  return result === 'undecided' || isDamaged ? exitCodes.undecided : exitCodes.good
}
