import { formatCount } from '../../report/format.ts'
import { getMark, legend, markSymbols } from '../../report/table/marks.ts'
import type { TrialRecord } from '../../store/record.ts'
import type { SetPlan } from '../../store/set-plan.ts'
import { describeVoid, dropVoids } from '../../store/voids.ts'

export interface RecordsReport {
  readonly folder: string
  readonly trials: number
  readonly planned: number
  /** Trials of strategies, by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Blocks that the plan's rules leave out of all figures, and why. */
  readonly voids: readonly string[]
}

/** What a matrix has come to. */
export function toRecordsReport(records: readonly TrialRecord[], plan: SetPlan, folder: string): RecordsReport {
  const own = records.filter(({ role, traced }) => role === 'strategy' && traced !== true)
  const outcomes = Map.groupBy(own, getMark)
  return {
    folder,
    trials: records.length,
    planned: plan.trials.length,
    voids: dropVoids(plan, records).voids.map(describeVoid),
    outcomes: Object.fromEntries([...outcomes].map(([mark, alike]) => [markSymbols[mark], alike.length])),
  }
}

export function describeRecords({ folder, trials, planned, outcomes, voids }: RecordsReport): string {
  const counts = Object.entries(outcomes).map(([mark, n]) => `${mark} ${n}`)
  const left = planned > trials ? ` of ${planned}: the rest belongs to other shards` : ''
  return `${[
    `${formatCount(trials, 'trial')}${left}. Of the strategies' own: ${counts.join(', ')}   (${legend})`,
    ...listVoids(voids),
    `stored   ${folder}`,
    'The comparison is printed by `bench table`.',
  ].join('\n')}\n`
}

function listVoids(voids: readonly string[]): string[] {
  if (voids.length === 0) return []
  return [
    `${formatCount(voids.length, 'block')} void, and left out of all figures. On a quieter machine, with nothing else running, there would be more:`,
    ...voids.map((text) => `  ${text}`),
  ]
}
