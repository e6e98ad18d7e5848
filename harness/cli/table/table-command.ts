import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Strategy } from '../../../strategies/contract.ts'
import { compareStrategies } from '../../report/table/comparison.ts'
import { toCsv } from '../../report/table/csv.ts'
import { toMarkdown } from '../../report/table/markdown.ts'
import { writeAtomically } from '../../store/atomic-file.ts'
import { readResultSet, describeSetProblem, type StoredSet } from '../../store/read-set.ts'
import { findSet } from '../../store/set-name.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { checkWritable, toJson } from '../json-target.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { resolveStrategy } from '../plug-ins.ts'
import { UsageError } from '../usage-error.ts'

/** `bench table`: the comparison, made anew from stored results. */
export async function tableCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const { cwd, root, out, err } = context
  const csvFile = args.text('csv') === undefined ? undefined : checkWritable(args.required('csv'), context, '--csv')
  const results = resolve(cwd, args.text('results') ?? join(root, 'results'))
  const { name, folder } = findSet(results, args.text('set'), cwd)
  const stored = readResultSet(folder)
  for (const problem of stored.problems)
    err.write(`${err.paint('yellow', 'warning')}  ${describeSetProblem(problem)}\n`)
  if (stored.records.length === 0)
    throw new NothingMeasured(
      'SET_EMPTY',
      `expected trials in ${folder}, got none. Run \`bench matrix\` with --set ${name} to the end.`,
    )
  const comparison = compareStrategies(name, stored, await loadStrategies(stored, context))
  const [markdown, csv] = [toMarkdown(comparison), toCsv(comparison)]
  const reports = resolve(cwd, args.text('out') ?? join(root, 'reports'))
  mkdirSync(reports, { recursive: true })
  writeAtomically(join(reports, 'table.md'), markdown)
  writeAtomically(join(reports, 'table.csv'), csv)
  if (csvFile !== undefined) writeAtomically(csvFile, csv)
  out.write(args.flag('json') ? toJson(comparison) : markdown)
  return getExitCode(stored)
}

/** Those of the set, for their claims: registered ones, and others if they still are where they were. */
async function loadStrategies({ plan }: StoredSet, context: Context): Promise<Record<string, Strategy>> {
  const registered = await context.loadStrategies()
  const others = Object.entries(plan.settings.strategies).filter(([name]) => !Object.hasOwn(registered, name))
  const loaded = await Promise.all(others.map(async ([, path]) => loadStrategy(resolve(context.root, path), context)))
  return {
    ...registered,
    ...Object.fromEntries(loaded.flatMap((strategy) => (strategy === undefined ? [] : [[strategy.name, strategy]]))),
  }
}

async function loadStrategy(path: string, context: Context): Promise<Strategy | undefined> {
  try {
    return (await resolveStrategy(path, context)).value
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

/** With a result that cannot be read, the table may say something else than the results do. */
function getExitCode({ problems }: StoredSet): ExitCode {
  return problems.some(({ code }) => code === 'unreadable') ? exitCodes.undecided : exitCodes.good
}
