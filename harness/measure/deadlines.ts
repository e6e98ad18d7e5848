import type { History, Segment } from '../load/history.ts'
import type { Metrics } from '../store/record.ts'
import { mapPeriods } from './latency.ts'
import { getPeriod } from './window.ts'
import type { Periods } from './window.ts'

/**
 * Requests by the period in which they were due, and those of them that had no reply, right or wrong, within the deadline:
 * so all that were left in the queue.
 */
export function countDeadlines(
  { replies, dueMs, doneMs, leftDueMs }: History,
  segment: Segment,
  periods: Periods,
  deadlineMs: number | undefined,
): Metrics['deadlines'] {
  if (deadlineMs === undefined || segment.mode !== 'open') return null
  const counts = mapPeriods(() => ({ due: 0, missed: 0 }))
  for (let id = segment.first; id < segment.end; id++) {
    const count = counts[getPeriod(periods, dueMs[id]!)]
    count.due++
    if (replies[id] === 0 || doneMs[id]! - dueMs[id]! > deadlineMs) count.missed++
  }
  for (const atMs of leftDueMs) {
    const count = counts[getPeriod(periods, atMs)]
    count.due++
    count.missed++
  }
  return counts
}
