import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type { Histogram } from 'hdr-histogram-js'
import type { History, Segment } from '../load/history.ts'
import type { Latency, Metrics } from '../store/record.ts'
import { getPeriod } from './window.ts'
import type { Periods } from './window.ts'

type Period = keyof Metrics['latency']

/** HdrHistogram V2, compressed, base64; microseconds. */
export type EncodedHistograms = Readonly<Record<Period, string>>

export interface MeasuredLatency {
  readonly latency: Metrics['latency']
  readonly histograms: EncodedHistograms
}

/**
 * Time from the intended arrival to the first reply, right or wrong, by the period in which the request of the measured
 * segment was due: before [start, load), during [load, settled), after [settled, end). Requests without a reply are in
 * the downtime and not here, unless none of a period got one: it then shows for how long they had waited when the trial
 * ended, lest a dead program seem the fastest. Those left in the queue are here with the time that they had waited by then, and
 * would have waited for longer: lest a program seem the faster for being too slow to come to them.
 */
export function measureLatency(history: History, segment: Segment, periods: Periods): MeasuredLatency {
  const histograms = { before: createHistogram(), during: createHistogram(), after: createHistogram() }
  const waited = { before: null, during: null, after: null }
  record(history, segment, periods, histograms, waited)
  return {
    latency: mapPeriods((period) => describe(histograms[period], waited[period])),
    histograms: mapPeriods((period) => encodeIntoCompressedBase64(histograms[period])),
  }
}

/** Of microseconds. */
export function createHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
    autoResize: true,
    useWebAssembly: false,
  })
}

function record(
  { replies, dueMs, doneMs, leftDueMs }: History,
  segment: Segment,
  periods: Periods,
  histograms: Readonly<Record<Period, Histogram>>,
  waited: Record<Period, number | null>,
): void {
  for (let id = segment.first; id < segment.end; id++) {
    const atMs = dueMs[id]!
    const period = getPeriod(periods, atMs)
    if (replies[id] === 0) waited[period] = Math.max(waited[period] ?? 0, segment.endMs - atMs)
    // The clocks of two threads can differ by their resolution, so that a reply seems to come before its request.
    else histograms[period].recordValue(Math.max(0, Math.round((doneMs[id]! - atMs) * 1000)))
  }
  for (const atMs of leftDueMs)
    histograms[getPeriod(periods, atMs)].recordValue(Math.round((segment.endMs - atMs) * 1000))
}

export function mapPeriods<T>(value: (period: Period) => T): Record<Period, T> {
  return { before: value('before'), during: value('during'), after: value('after') }
}

function describe(histogram: Histogram, waitedMs: number | null): Latency {
  return readLatency(histogram) ?? { p50: waitedMs, p99: waitedMs, p999: waitedMs, max: waitedMs }
}

/** Undefined where nothing was recorded. */
export function readLatency(histogram: Histogram): Latency | undefined {
  if (histogram.totalCount === 0) return undefined
  const at = (percentile: number): number => getMs(histogram, percentile)
  return { p50: at(50), p99: at(99), p999: at(99.9), max: at(100) }
}

/** The maximum is exact, any other percentile the upper end of its bucket, which can lie above it. */
export function getMs(histogram: Histogram, percentile: number): number {
  const { maxValue } = histogram
  return (percentile === 100 ? maxValue : Math.min(histogram.getValueAtPercentile(percentile), maxValue)) / 1000
}
