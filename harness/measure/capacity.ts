import { faultCodes } from '../check/fault.ts'
import type { History, Segment } from '../load/history.ts'
import type { Periods } from './window.ts'

/** Right replies per second in a saturated stretch, from its start to its end; 0 if the trial has no such stretch. */
export function measureCapacity(history: History, perRequest: Uint8Array, name: Segment['name']): number {
  const segment = history.segments.find((candidate) => candidate.name === name)
  if (segment === undefined || segment.endMs <= segment.startMs) return 0
  const { replies, doneMs } = history
  let right = 0
  for (let id = segment.first; id < segment.end; id++) {
    if (perRequest[id] !== faultCodes.good || replies[id] === 0) continue
    if (doneMs[id]! <= segment.endMs) right++
  }
  return (right / (segment.endMs - segment.startMs)) * 1000
}

/**
 * Requests per second that were due. A saturated program sets this pace itself, so there it is taken before the update
 * can disturb it.
 */
export function measureOfferedRate({ dueMs }: History, segment: Segment, { loadMs }: Periods): number {
  const undisturbed = segment.mode === 'saturated' && loadMs > segment.startMs
  const endMs = undisturbed ? Math.min(loadMs, segment.endMs) : segment.endMs
  if (endMs <= segment.startMs) return 0
  let due = 0
  for (let id = segment.first; id < segment.end; id++) if (dueMs[id]! < endMs) due++
  return (due / (endMs - segment.startMs)) * 1000
}
