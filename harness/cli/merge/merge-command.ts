import { join, resolve } from 'node:path'
import { formatCount } from '../../report/format.ts'
import { addTrace, findTrace } from '../../measure/trace.ts'
import { readAssembledSet } from '../../store/digest.ts'
import { mergeSets, type Merged } from '../../store/merge-sets.ts'
import { describeSetProblem } from '../../store/read-set.ts'
import { findSet } from '../../store/set-name.ts'
import { readSetPlan } from '../../store/set-plan.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { toJson } from '../json-target.ts'
import { nameMatrixSet } from '../matrix/name-set.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { describeTrial } from '../trials/progress.ts'

/** `bench merge`: one result set out of the shards that were run apart. */
export async function mergeCommand(args: Arguments, { cwd, root, out, err }: Context): Promise<ExitCode> {
  const results = resolve(cwd, args.text('results') ?? join(root, 'results'))
  const folders = args.positionals.map((text) => findSet(results, text, cwd).folder) as [string, ...string[]]
  const name = args.text('set') ?? nameMatrixSet(readSetPlan(folders[0]))
  const merged = mergeSets(folders, { results, name }, (record, all) => addTrace(record, findTrace(record, all)))
  for (const problem of merged.problems)
    err.write(`${err.paint('yellow', 'warning')}  ${describeSetProblem(problem)}\n`)
  if (merged.trials === 0)
    throw new NothingMeasured('SET_EMPTY', `expected trials in ${folders.join(', ')}, got none. Run their shards.`)
  if (merged.missing.length === 0) readAssembledSet(merged.folder)
  out.write(args.flag('json') ? toJson(merged) : describeMerged(merged))
  return getExitCode(merged)
}

function describeMerged({ folder, trials, planned, missing }: Merged): string {
  const [first] = missing
  const gap =
    first === undefined
      ? ''
      : `\nmissing  ${formatCount(missing.length, 'trial')}, the first of them ${describeTrial(first)}. Merge the other shards too, or \`bench matrix\` with the same options and --set runs them.`
  return `${formatCount(trials, 'trial')} of ${planned}${gap}\nstored   ${folder}\n`
}

/** With a part missing, the whole may say something else. */
function getExitCode({ missing, problems }: Merged): ExitCode {
  const isWhole = missing.length === 0 && problems.every(({ code }) => code === 'torn')
  return isWhole ? exitCodes.good : exitCodes.undecided
}
