import { formatCount, formatDuration } from '../../report/format.ts'
import type { PlannedTrial } from '../../store/set-plan.ts'
import { alignColumns } from '../text-table.ts'
import type { PreparedSet } from '../trials/prepare-set.ts'
import { TimeLeft } from '../trials/time-left.ts'

export interface PlanReport {
  readonly folder: string
  readonly hash: string
  readonly trials: number
  /** A guess: how long trials take is known only when some have run. */
  readonly expectedMs: number
  readonly cells: readonly { workload: string; update: string; runs: readonly string[]; refused: readonly string[] }[]
}

/** What a dry run tells. */
export function toPlanReport(
  { plan, cells }: PreparedSet,
  trials: readonly PlannedTrial[],
  folder: string,
): PlanReport {
  return {
    folder,
    hash: plan.hash,
    trials: trials.length,
    expectedMs: new TimeLeft(plan.settings).estimate(trials),
    cells: cells.map(({ workload, update, contenders }) => ({
      workload,
      update,
      runs: contenders.filter(({ refused }) => !refused).map(({ strategy }) => strategy),
      refused: contenders.filter(({ refused }) => refused).map(({ strategy }) => strategy),
    })),
  }
}

export function describePlan(prepared: PreparedSet, trials: readonly PlannedTrial[], folder: string): string {
  const { hash, expectedMs, cells } = toPlanReport(prepared, trials, folder)
  const rows = cells.map(({ workload, update, runs, refused }) => [
    `${workload}/${update}`,
    runs.join(', ') || '–',
    refused.join(', ') || '–',
  ])
  return `${[
    ...alignColumns([['update', 'run', 'refused'], ...rows]),
    '',
    `${formatCount(trials.length, 'trial')}, about ${formatDuration(expectedMs)}, in ${folder} (plan ${hash}). Nothing was run.`,
  ].join('\n')}\n`
}
