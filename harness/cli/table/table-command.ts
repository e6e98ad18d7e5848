import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compareStrategies } from '../../report/table/comparison.ts'
import { toCsv } from '../../report/table/csv.ts'
import { toMarkdown } from '../../report/table/markdown.ts'
import { writeAtomically } from '../../store/atomic-file.ts'
import type { AssembledSet } from '../../store/assembled-set.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { checkWritable, toJson } from '../json-target.ts'
import { loadSetStrategies } from '../load-set-strategies.ts'
import { openStoredSet } from '../open-stored-set.ts'

/** `bench table`: the comparison, made anew from stored results. */
export async function tableCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const { cwd, root, out } = context
  const csvFile = args.text('csv') === undefined ? undefined : checkWritable(args.required('csv'), context, '--csv')
  const { name, set: stored } = openStoredSet(args, context)
  const comparison = compareStrategies(name, stored, await loadSetStrategies(stored, context))
  const [markdown, csv] = [toMarkdown(comparison), toCsv(comparison)]
  const reports = resolve(cwd, args.text('out') ?? join(root, 'reports'))
  mkdirSync(reports, { recursive: true })
  writeAtomically(join(reports, 'table.md'), markdown)
  writeAtomically(join(reports, 'table.csv'), csv)
  if (csvFile !== undefined) writeAtomically(csvFile, csv)
  out.write(args.flag('json') ? toJson(comparison) : markdown)
  return getExitCode(stored)
}

/** With a result that cannot be read, the table may say something else than the results do. */
function getExitCode({ problems }: AssembledSet): ExitCode {
  return problems.some(({ code }) => code === 'unreadable') ? exitCodes.undecided : exitCodes.good
}
