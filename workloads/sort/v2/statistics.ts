import type { Statistics } from '../protocol.ts'
import { countSeries } from './series.ts'

let batches = 0
let values = 0

export function countBatch(size: number): void {
  batches++
  values += size
}

export function reportStatistics(): Statistics {
  return { kind: 'statistics', series: countSeries(), batches, values }
}
