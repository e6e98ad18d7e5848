import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTrialLines } from './json-lines.ts'
import type { TrialRecord } from './record.ts'
import { readSetPlan, type SetPlan } from './set-plan.ts'

/** All that is stored of a set. */
export interface StoredSet {
  readonly plan: SetPlan
  /** In the order of the plan, whatever the order in which they ran; each trial once. */
  readonly records: readonly TrialRecord[]
  readonly problems: readonly SetProblem[]
}

/** Something in a set's files that is not a trial. */
export interface SetProblem {
  readonly code: 'unreadable' | 'torn' | 'repeated'
  readonly file: string
  readonly line?: number
  readonly message: string
}

/** @throws StoreError where the folder holds no plan */
export function readResultSet(folder: string): StoredSet {
  const plan = readSetPlan(folder)
  const problems: SetProblem[] = []
  const records = new Map<string, TrialRecord>()
  for (const file of listTrialFiles(folder)) {
    for (const record of readTrials(file, problems)) {
      if (!records.has(record.id)) records.set(record.id, record)
      else
        problems.push({
          code: 'repeated',
          file,
          message: `trial ${record.id} is there more than once; the first is used`,
        })
    }
  }
  return { plan, records: sortByPlan([...records.values()], plan), problems }
}

export function describeSetProblem({ file, line, message }: SetProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`
}

/** Of all shards, in the order in which they are read. */
export function listTrialFiles(folder: string): string[] {
  const trials = join(folder, 'trials')
  if (!existsSync(trials)) return []
  const names = readdirSync(trials).filter((name) => name.endsWith('.jsonl'))
  return names.toSorted().map((name) => join(trials, name))
}

function readTrials(file: string, problems: SetProblem[]): readonly TrialRecord[] {
  const { records, problems: unreadable, torn } = parseTrialLines(readFileSync(file))
  for (const { line, message } of unreadable) problems.push({ code: 'unreadable', file, line, message })
  if (torn === undefined) return records
  if (torn.record !== undefined) return [...records, torn.record]
  problems.push({
    code: 'torn',
    file,
    line: torn.line,
    message: 'the last line is cut short; its trial is left out, and run again when the set is resumed',
  })
  return records
}

function sortByPlan(records: readonly TrialRecord[], plan: SetPlan): TrialRecord[] {
  const places = new Map(plan.trials.map(({ id }, index) => [id, index]))
  const placeOf = ({ id }: TrialRecord): number => places.get(id) ?? places.size
  return records.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1))
}
