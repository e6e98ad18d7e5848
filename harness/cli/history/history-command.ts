import { join, resolve } from 'node:path'
import { formatCount } from '../../report/format.ts'
import { createHistoryLine, describeHistory, historySchema, type HistoryLine } from '../../report/history/history.ts'
import { appendHistoryLine, readHistoryLines } from '../../store/history-file.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { checkWritable, toJson } from '../json-target.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { openStoredSet } from '../open-stored-set.ts'
import { describeSeries } from './history-text.ts'

/** `bench history`: the figures of each commit, one line for each result set. */
export function historyCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const results = resolve(context.cwd, args.text('results') ?? join(context.root, 'results'))
  const path = checkWritable(args.text('file') ?? join(results, 'history.jsonl'), context, '--file')
  const lines = readHistoryLines<HistoryLine>(path, historySchema)
  return Promise.resolve(args.flag('show') ? show(lines, path, args, context) : append(lines, path, args, context))
}

/** A set that is there already is not appended again: so a job may be repeated. */
function append(lines: readonly HistoryLine[], path: string, args: Arguments, context: Context): ExitCode {
  const { name, set } = openStoredSet(args, context)
  const line = createHistoryLine(name, set)
  const isThere = lines.some(({ plan, at }) => plan === line.plan && at === line.at)
  if (!isThere) appendHistoryLine(path, line)
  const figures = formatCount(line.figures.length, 'figure')
  const text = isThere
    ? `${name} is in ${path} already.\n`
    : `${path}: ${figures} of ${line.commit.slice(0, 12)}${line.dirty ? ' with changes' : ''}, from ${name}.\n`
  context.out.write(args.flag('json') ? toJson(line) : text)
  return exitCodes.good
}

function show(lines: readonly HistoryLine[], path: string, args: Arguments, { out }: Context): ExitCode {
  if (lines.length === 0)
    throw new NothingMeasured(
      'HISTORY_EMPTY',
      `expected lines in ${path}, got none. Append result sets with \`bench history\`.`,
    )
  const series = describeHistory(lines)
  out.write(args.flag('json') ? toJson(series) : describeSeries(series, lines.length, out.paint))
  return exitCodes.good
}
