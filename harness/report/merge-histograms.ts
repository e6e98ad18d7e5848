import { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { mapPeriods, readLatency } from '../measure/latency.ts'
import type { Latency, Metrics, TrialRecord } from '../store/record.ts'

type Histograms = TrialRecord['histograms']

/** One histogram a period out of those of several trials: percentiles themselves are never averaged. */
export function mergeHistograms(all: readonly Histograms[]): Histograms {
  return mapPeriods((period) => merge(all, period))
}

/** Percentiles of histograms that may be merged; those given where nothing was recorded. */
export function readLatencies(encoded: Histograms, fallback: Metrics['latency']): Metrics['latency'] {
  const read = (text: string): Latency | undefined =>
    text === '' ? undefined : readLatency(decodeFromCompressedBase64(text, 32, false))
  return mapPeriods((period) => read(encoded[period]) ?? fallback[period])
}

function merge(all: readonly Histograms[], period: keyof Histograms): string {
  const [first = '', ...rest] = all.map((histograms) => histograms[period]).filter((encoded) => encoded !== '')
  if (rest.length === 0) return first
  const sum = decodeFromCompressedBase64(first, 32, false)
  for (const encoded of rest) sum.add(decodeFromCompressedBase64(encoded, 32, false))
  return encodeIntoCompressedBase64(sum)
}
