import type { DeadlineCount, Trial } from '../store/record.ts'
import { formatNumber } from './format.ts'

/** Missed deadlines of one role, added up over its trials. */
export interface DeadlineRow {
  readonly name: string
  readonly before: DeadlineCount
  readonly during: DeadlineCount
  readonly after: DeadlineCount
}

/** Only timed trials under open load count; undefined where there is none. */
export function addDeadlines(name: string, records: readonly Trial[]): DeadlineRow | undefined {
  const counted = records.flatMap(({ metrics }) => metrics.deadlines ?? [])
  if (counted.length === 0) return undefined
  const add = (period: 'before' | 'during' | 'after'): DeadlineCount => ({
    due: counted.reduce((sum, each) => sum + each[period].due, 0),
    missed: counted.reduce((sum, each) => sum + each[period].missed, 0),
  })
  return { name, before: add('before'), during: add('during'), after: add('after') }
}

/** All periods together. */
export function totalDeadlines({ before, during, after }: DeadlineRow): DeadlineCount {
  const periods = [before, during, after]
  return {
    due: periods.reduce((sum, { due }) => sum + due, 0),
    missed: periods.reduce((sum, { missed }) => sum + missed, 0),
  }
}

/** `3 of 1,620`; empty where nothing was due. */
export function formatDeadlines({ due, missed }: DeadlineCount): string {
  return due === 0 ? '' : `${formatNumber(missed)} of ${formatNumber(due)}`
}
