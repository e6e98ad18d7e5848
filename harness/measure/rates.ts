import { faultCodes } from '../check/fault.ts'
import type { History, Segment } from '../load/history.ts'
import type { Rates } from '../store/record.ts'
import type { Periods } from './window.ts'

/**
 * Good replies to the requests of the measured segment, in all whole windows that lie in it. A window begins with the
 * update command, so that trials can be laid on one another by their commands.
 */
export function countGoodReplies(
  { replies, dueMs, doneMs, update }: History,
  perRequest: Uint8Array,
  segment: Segment,
  { commandMs }: Periods,
  { rateWindowMs: windowMs, tauMs }: { readonly rateWindowMs: number; readonly tauMs: number },
): Rates {
  const before = Math.floor((commandMs - segment.startMs) / windowMs)
  const startMs = commandMs - before * windowMs
  const good = new Uint32Array(Math.max(0, Math.floor((segment.endMs - startMs) / windowMs)))
  for (let id = segment.first; id < segment.end; id++) {
    if (perRequest[id] !== faultCodes.good || replies[id] === 0) continue
    const atMs = doneMs[id]!
    if (atMs - dueMs[id]! > tauMs) continue
    const window = Math.floor((atMs - startMs) / windowMs)
    if (window >= 0 && window < good.length) good[window]!++
  }
  const rates = { startMs, windowMs, good: Array.from(good) }
  return update === undefined ? rates : { ...rates, commandMs }
}
