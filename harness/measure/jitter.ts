import type { History, Segment } from '../load/history.ts'
import type { Metrics } from '../store/record.ts'
import { createHistogram, getMs, mapPeriods } from './latency.ts'
import { getPeriod } from './window.ts'
import type { Periods } from './window.ts'

/**
 * By how much the latency of a reply differs from that of the reply to the request before (RFC 3550, section 6.4.1, without
 * smoothing): with constant arrivals, by how much two replies come closer together, or further apart, than they should.
 * By the period in which the later request was due. What got no reply is passed over.
 */
export function measureJitter(history: History, segment: Segment, periods: Periods): Metrics['jitter'] {
  if (segment.mode !== 'open') return null
  const { replies, dueMs, doneMs } = history
  const histograms = { before: createHistogram(), during: createHistogram(), after: createHistogram() }
  let previousMs: number | undefined
  for (let id = segment.first; id < segment.end; id++) {
    if (replies[id] === 0) continue
    const tookMs = doneMs[id]! - dueMs[id]!
    if (previousMs !== undefined)
      histograms[getPeriod(periods, dueMs[id]!)].recordValue(Math.round(Math.abs(tookMs - previousMs) * 1000))
    previousMs = tookMs
  }
  return mapPeriods((period) => {
    const histogram = histograms[period]
    if (histogram.totalCount === 0) return { p50: 0, p99: 0, max: 0 }
    return { p50: getMs(histogram, 50), p99: getMs(histogram, 99), max: getMs(histogram, 100) }
  })
}
