import { changeKinds, type ChangeKind } from '../../program/change-kind.ts'
import { advise, type Advice, type Wish } from '../../report/advise/advise.ts'
import { needs, type NeedKey } from '../../report/advise/needs.ts'
import { compareStrategies } from '../../report/table/comparison.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { loadSetStrategies } from '../load-set-strategies.ts'
import { unknownName } from '../nearest.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { openStoredSet } from '../open-stored-set.ts'
import { describeAdvice } from './advice-text.ts'
import { parseAmount } from '../parse-amount.ts'

/** `bench advise`: which strategies meet these needs, by what was measured? */
export async function adviseCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const limits = parseLimits(args)
  const kinds = parseKinds(args)
  const { name, set } = openStoredSet(args, context)
  const comparison = compareStrategies(name, set, await loadSetStrategies(set, context))
  const wish: Wish = { limits, kinds, workloads: parseWorkloads(args, comparison.cells) }
  const advices = advise(comparison.cells, wish)
  if (advices.length === 0)
    throw new NothingMeasured(
      'NOTHING_ASKED_FOR',
      `expected updates of ${name} with changes of kind ${kinds.join(', ')}, got none. Run them with \`bench matrix\`, or ask for other kinds.`,
    )
  context.out.write(
    args.flag('json') ? toJson({ set: name, wish, advices }) : describeAdvice(name, wish, advices, context.out.paint),
  )
  return getExitCode(advices)
}

function parseLimits(args: Arguments): Wish['limits'] {
  const given = needs.flatMap(({ key, kind }): [NeedKey, number][] => {
    const text = args.text(key)
    return text === undefined ? [] : [[key, parseAmount(text, kind, `--${key}`)]]
  })
  return Object.fromEntries(given)
}

function parseKinds(args: Arguments): ChangeKind[] {
  const known = Object.keys(changeKinds)
  const unknown = args.texts('kind').find((kind) => !known.includes(kind))
  if (unknown !== undefined) throw unknownName('--kind', 'kind of change', unknown, known)
  return args.texts('kind') as ChangeKind[]
}

function parseWorkloads(args: Arguments, cells: readonly { readonly workload: string }[]): readonly string[] {
  const known = [...new Set(cells.map(({ workload }) => workload))]
  const unknown = args.texts('workload').find((workload) => !known.includes(workload))
  if (unknown !== undefined) throw unknownName('--workload', 'workload of the set', unknown, known)
  return args.texts('workload')
}

/** Good where some strategy meets all needs for sure; undecided where some only may. */
function getExitCode(advices: readonly Advice[]): ExitCode {
  if (advices.some(({ answer }) => answer === 'yes')) return exitCodes.good
  return advices.some(({ answer }) => answer === 'perhaps') ? exitCodes.undecided : exitCodes.violation
}
