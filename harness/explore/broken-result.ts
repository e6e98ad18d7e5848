import type { PointResult } from './points.ts'

/** What is known of a run that took its thread with it: it computes for ever without a boundary, or dies. */
export function createBrokenResult(point: number, reason: string): PointResult {
  return {
    point,
    boundaries: 0,
    covers: 1,
    stack: [],
    outcome: 'failed',
    reason,
    delay: 0,
    broken: true,
    violations: {
      total: 0,
      observable: { lost: 0, duplicated: 0, wrong: 0, errored: 0, outOfOrder: 0, late: 0, stale: 0, finalState: 0 },
      examples: [],
    },
    unchecked: 0,
    during: { sites: [], boundaries: 0, letters: 0 },
  }
}
