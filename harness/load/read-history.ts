import { countUpTo } from './count-up-to.ts'
import { neverTaken, type History, type Segment } from './history.ts'
import { LineControl } from './line-control.ts'
import type { LineMemory } from './line-memory.ts'

/** Reads the history of a trial out of its line. What has arrived by `endMs` and was never taken counts as lost. */
export function readHistory(memory: LineMemory, endMs: number, more: Pick<History, 'update' | 'errors'>): History {
  const control = new LineControl(memory)
  const { plan, segmentFirst, segmentStartMs, segmentLeft, offsetsMs, dueMs, takenAfter } = memory
  const segments: Segment[] = []
  const leftDueMs: number[] = []
  let count = control.next
  for (let index = 0; index <= Math.min(control.segment, plan.segments.length - 1); index++) {
    const { name, mode } = plan.segments[index]!
    const first = segmentFirst[index]!
    const startMs = segmentStartMs[index]!
    const isLast = index === control.segment
    const end = isLast
      ? mode === 'open'
        ? Math.max(control.next, first + countUpTo(offsetsMs, endMs - startMs))
        : control.next
      : segmentFirst[index + 1]!
    for (let id = control.next; id < end; id++) {
      dueMs[id] = startMs + offsetsMs[id - first]!
      takenAfter[id] = neverTaken
    }
    count = Math.max(count, end)
    for (let left = 0; left < segmentLeft[index]!; left++) leftDueMs.push(startMs + offsetsMs[end - first + left]!)
    segments.push({ name, mode, first, end, startMs, endMs: isLast ? endMs : segmentStartMs[index + 1]! })
  }
  const { doneMs, digest, replies, rank } = memory
  return {
    count,
    dueMs,
    doneMs,
    digest,
    replies,
    rank,
    takenAfter,
    segments,
    leftDueMs: Float64Array.from(leftDueMs),
    ...more,
  }
}
