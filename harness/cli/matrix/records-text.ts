import { formatCount } from '../../report/format.ts'
import { getMark, legend, markSymbols } from '../../report/table/marks.ts'
import type { TrialRecord } from '../../store/record.ts'
import type { SetPlan } from '../../store/set-plan.ts'

export interface RecordsReport {
  readonly folder: string
  readonly trials: number
  readonly planned: number
  /** Trials of strategies, by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>
}

/** What a matrix has come to. */
export function toRecordsReport(records: readonly TrialRecord[], plan: SetPlan, folder: string): RecordsReport {
  const own = records.filter(({ role, traced }) => role === 'strategy' && traced !== true)
  const outcomes = Map.groupBy(own, getMark)
  return {
    folder,
    trials: records.length,
    planned: plan.trials.length,
    outcomes: Object.fromEntries([...outcomes].map(([mark, alike]) => [markSymbols[mark], alike.length])),
  }
}

export function describeRecords({ folder, trials, planned, outcomes }: RecordsReport): string {
  const counts = Object.entries(outcomes).map(([mark, n]) => `${mark} ${n}`)
  const left = planned > trials ? ` of ${planned}: the rest belongs to other shards` : ''
  return `${formatCount(trials, 'trial')}${left}. Of the strategies' own: ${counts.join(', ')}   (${legend})\nstored   ${folder}\nThe comparison is printed by \`bench table\`.\n`
}
