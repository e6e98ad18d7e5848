import { faultCodes } from '../check/fault.ts'
import type { History, Segment } from '../load/history.ts'
import type { Periods } from './window.ts'

/**
 * Longest time without a good reply between the command and the horizon. Both of these count as its ends, so that a
 * program which never answers again has a gap as long as the horizon and not none.
 */
export function measureServiceGap(
  history: History,
  perRequest: Uint8Array,
  segment: Segment,
  { commandMs, endMs }: Periods,
  tauMs: number,
): number {
  let longestMs = 0
  let lastMs = commandMs
  for (const doneMs of collectGood(history, perRequest, segment, { commandMs, endMs }, tauMs)) {
    longestMs = Math.max(longestMs, doneMs - lastMs)
    lastMs = doneMs
  }
  return Math.max(longestMs, endMs - lastMs)
}

/** Moments of the good replies from the command to the horizon, in order. */
function collectGood(
  { replies, dueMs, doneMs }: History,
  perRequest: Uint8Array,
  segment: Segment,
  { commandMs, endMs }: Pick<Periods, 'commandMs' | 'endMs'>,
  tauMs: number,
): Float64Array {
  const moments = new Float64Array(segment.end - segment.first)
  let size = 0
  let isSorted = true
  for (let id = segment.first; id < segment.end; id++) {
    if (perRequest[id] !== faultCodes.good || replies[id] === 0) continue
    const atMs = doneMs[id]!
    if (atMs < commandMs || atMs > endMs || atMs - dueMs[id]! > tauMs) continue
    if (size > 0 && atMs < moments[size - 1]!) isSorted = false
    moments[size++] = atMs
  }
  const good = moments.subarray(0, size)
  return isSorted ? good : good.toSorted()
}
