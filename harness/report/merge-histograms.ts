import { decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type { TrialRecord } from '../store/record.ts'

type Histograms = TrialRecord['histograms']

/** One histogram a period out of those of several trials: percentiles themselves are never averaged. */
export function mergeHistograms(all: readonly Histograms[]): Histograms {
  return { before: merge(all, 'before'), during: merge(all, 'during'), after: merge(all, 'after') }
}

function merge(all: readonly Histograms[], period: keyof Histograms): string {
  const [first = '', ...rest] = all.map((histograms) => histograms[period]).filter((encoded) => encoded !== '')
  if (rest.length === 0) return first
  const sum = decodeFromCompressedBase64(first, 32, false)
  for (const encoded of rest) sum.add(decodeFromCompressedBase64(encoded, 32, false))
  return encodeIntoCompressedBase64(sum)
}
