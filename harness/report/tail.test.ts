import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { expect, it } from 'vitest'
import { measureTail } from './tail.ts'

/** A trial with `slow` requests of 50 ms, and 990 of 1 ms. */
function encode(slow: number): string {
  const histogram = build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3, useWebAssembly: false })
  for (let request = 0; request < 990; request++) histogram.recordValue(1000)
  for (let request = 0; request < slow; request++) histogram.recordValue(50_000)
  return encodeIntoCompressedBase64(histogram)
}

it('merges histograms instead of averaging percentiles', () => {
  // p99 of the trials alone: 1, 1 and 50 ms. Of all together, 60 of 3030 requests are slow: 2 %.
  const tail = measureTail([encode(0), encode(1), encode(59)])
  expect(tail?.p50).toBe(1)
  expect(tail?.p99).toBeCloseTo(50, 1)
  expect(tail?.max).toBeCloseTo(50, 1)
  expect(measureTail([encode(9), encode(10)])?.p99).toBe(1)
})

it('has an interval by whole trials: wide where one of them is the cause', () => {
  const [lower, upper] = measureTail([encode(0), encode(0), encode(0), encode(100)])?.p99Interval ?? [0, 0]
  expect(lower).toBe(1)
  expect(upper).toBeCloseTo(50, 1)
  expect(measureTail([encode(100), encode(100), encode(100)])?.p99Interval.map(Math.round)).toEqual([50, 50])
})

it('knows nothing without a histogram', () => {
  expect(measureTail(['', ''])).toBeUndefined()
  expect(measureTail([])).toBeUndefined()
})
