import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeAtomically } from '../../store/atomic-file.ts'
import { readResultSet } from '../../store/read-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import type { Arguments } from '../arguments/arguments.ts'
import type { Context } from '../context.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { loadSetStrategies } from '../load-set-strategies.ts'
import { unknownName } from '../nearest.ts'
import { NothingMeasured } from '../nothing-measured.ts'
import { openStoredSet } from '../open-stored-set.ts'
import { unmet } from '../usage-error.ts'
import { formats, isFormat, type FormatName } from './formats.ts'

/** `bench export`: stored results in the formats that others read. */
export async function exportCommand(args: Arguments, context: Context): Promise<ExitCode> {
  const format = parseFormat(args.positionals[0] ?? '')
  const { name, folder, set } = openStoredSet(args, context)
  const strategies = await loadSetStrategies(set, context)
  const readRecords = (): readonly TrialRecord[] => readResultSet(folder).records
  const pick = (): TrialRecord => pickTrial(readRecords(), args.text('trial'))
  const texts = formats[format].write({ name, set, strategies, readRecords, pickTrial: pick })
  write(texts, format, args, context)
  return set.problems.some(({ code }) => code === 'unreadable') ? exitCodes.undecided : exitCodes.good
}

function parseFormat(text: string): FormatName {
  if (isFormat(text)) return text
  const next = `They are: ${Object.entries(formats)
    .map(([name, { summary }]) => `${name} (${summary})`)
    .join('; ')}.`
  throw unknownName('FORMAT', 'format', text, Object.keys(formats), next)
}

/** One text goes to standard output, several need a folder. */
function write(
  texts: Readonly<Record<string, string>>,
  format: FormatName,
  args: Arguments,
  { cwd, out }: Context,
): void {
  const entries = Object.entries(texts)
  const [first] = entries
  const folder = args.text('out')
  if (folder === undefined && entries.length === 1 && first !== undefined) return out.write(first[1])
  if (folder === undefined)
    throw unmet({
      code: 'OPTION_MISSING',
      expected: `a folder for ${Object.keys(texts).join(' and ')}`,
      got: 'nothing',
      where: '--out',
      next: `For example bench export ${format} --out reports.`,
    })
  const absolute = resolve(cwd, folder)
  mkdirSync(absolute, { recursive: true })
  for (const [name, text] of entries) {
    writeAtomically(join(absolute, name), text)
    out.write(`${join(folder, name)}\n`)
  }
}

/** By its id, or the beginning of it; else the first that was updated. */
function pickTrial(records: readonly TrialRecord[], id: string | undefined): TrialRecord {
  const updated = records.filter(({ role, phases }) => role === 'strategy' && phases.length > 0)
  const found = id === undefined ? updated[0] : records.find((record) => record.id.startsWith(id))
  if (found !== undefined) return found
  if (id === undefined)
    throw new NothingMeasured(
      'NO_UPDATE',
      'expected a trial whose program was updated, got none: all were refused, or controls.',
    )
  const known = updated
    .slice(0, 5)
    .map((record) => `${record.id} (${record.strategy} on ${record.workload}/${record.update})`)
  throw unmet({
    code: 'TRIAL_UNKNOWN',
    expected: 'the id of a trial of the set',
    got: `\`${id}\``,
    where: '--trial',
    next: `Some are: ${known.join(', ')}. All are in \`bench export trials\`.`,
  })
}
