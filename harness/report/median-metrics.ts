import { median } from '../stats/median.ts'
import type { Metrics } from '../store/record.ts'

/** Each number is the median over the trials that have it; null where none has. A flag holds if it does for any trial. */
export function getMedianMetrics(all: readonly [Metrics, ...Metrics[]]): Metrics {
  return combine(all) as Metrics
}

function combine(values: readonly unknown[]): unknown {
  const present = values.filter((value) => value !== null && value !== undefined)
  const [first] = present
  if (first === undefined) return null
  if (typeof first === 'number') return median(present as number[])
  if (typeof first === 'boolean') return present.includes(true)
  if (typeof first !== 'object') return first
  const objects = present as Readonly<Record<string, unknown>>[]
  return Object.fromEntries(Object.keys(first ?? {}).map((key) => [key, combine(objects.map((object) => object[key]))]))
}
