import type { CellTrials } from '../cells.ts'
import { judgedMetrics } from './judged-metrics.ts'
import { alpha, testDiffers } from './test-differs.ts'

/** How often A/A controls, which change nothing, seem to differ from the null updates of their blocks. */
export interface FalseAlarms {
  readonly alarms: number
  readonly of: number
}

/** By the tests that judge the strategies, not adjusted for being so many: about 1 in 20 is right. */
export function countFalseAlarms(cells: ReadonlyMap<string, CellTrials>): FalseAlarms | undefined {
  const tests = [...cells.values()].flatMap(({ blocks }) =>
    judgedMetrics.flatMap((metric) => {
      if (metric.control !== 'null update') return []
      const values = [...blocks.values()].flatMap(({ trial, control }) => metric.read(trial, control) ?? [])
      return values.length < 2 ? [] : [testDiffers(metric, metric.kind === 'ratio' ? values.map(Math.log) : values)]
    }),
  )
  return tests.length === 0 ? undefined : { alarms: tests.filter((p) => p <= alpha).length, of: tests.length }
}
