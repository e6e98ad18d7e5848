import type { Strategy } from '../../../strategies/contract.ts'
import { toBencher } from '../../report/export/bencher.ts'
import { toBenchstat } from '../../report/export/benchstat.ts'
import { toGithubAction } from '../../report/export/github-action.ts'
import { toTraceEvents } from '../../report/export/trace-events.ts'
import { toTrialsCsv } from '../../report/export/trials-csv.ts'
import { compareStrategies } from '../../report/table/comparison.ts'
import { toCsv } from '../../report/table/csv.ts'
import { toMarkdown } from '../../report/table/markdown.ts'
import type { AssembledSet } from '../../store/assembled-set.ts'
import type { TrialRecord } from '../../store/record.ts'
import { toJson } from '../json-target.ts'

interface ExportInput {
  readonly name: string
  readonly set: AssembledSet
  readonly strategies: Readonly<Record<string, Strategy>>
  /** The trials as they are stored. */
  readonly readRecords: () => readonly TrialRecord[]
  /** One of them, for formats that show a single trial. */
  readonly pickTrial: () => TrialRecord
}

interface Format {
  readonly summary: string
  /** Texts by the names of their files. */
  readonly write: (input: ExportInput) => Readonly<Record<string, string>>
}

/** What `bench export` can write. */
export const formats = {
  trials: {
    summary: 'CSV: a row for each trial of every role, with every metric',
    write: ({ set }) => ({ 'trials.csv': toTrialsCsv(set) }),
  },
  cells: {
    summary: 'CSV: a row for each strategy on each update, as `bench table` has them',
    write: ({ name, set, strategies }) => ({ 'cells.csv': toCsv(compareStrategies(name, set, strategies)) }),
  },
  jsonl: {
    summary: 'JSON Lines: the raw trials of all shards, each once',
    write: ({ readRecords }) => ({
      'trials.jsonl': readRecords()
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    }),
  },
  markdown: {
    summary: 'the comparison table',
    write: ({ name, set, strategies }) => ({ 'table.md': toMarkdown(compareStrategies(name, set, strategies)) }),
  },
  'github-action': {
    summary: 'two files for github-action-benchmark: customSmallerIsBetter and customBiggerIsBetter',
    write: ({ set }) => {
      const { smaller, bigger } = toGithubAction(set)
      return { 'github-action.smaller.json': toJson(smaller), 'github-action.bigger.json': toJson(bigger) }
    },
  },
  bencher: {
    summary: 'Bencher Metric Format',
    write: ({ set }) => ({ 'bencher.json': toJson(toBencher(set)) }),
  },
  benchstat: {
    summary: "Go's benchmark format: a line for each trial, for benchstat",
    write: ({ set }) => ({ 'benchstat.txt': toBenchstat(set) }),
  },
  trace: {
    summary: "Chrome trace events of one trial's update, for ui.perfetto.dev (--trial ID; the first one by default)",
    write: ({ pickTrial }) => ({ 'trace.json': toJson(toTraceEvents(pickTrial())) }),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

export function isFormat(name: string): name is FormatName {
  return Object.hasOwn(formats, name)
}
