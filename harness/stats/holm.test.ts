import { expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { adjustHolm } from './holm.ts'

it('adjusts as R does', () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2), "holm"), R 4.2.2.
  const adjusted = adjustHolm([0.01, 0.04, 0.03, 0.005, 0.2])
  for (const [index, expected] of [0.04, 0.09, 0.09, 0.025, 0.2].entries())
    expect(adjusted[index]).toBeCloseTo(expected, 12)
})

it('never says more than 1, and nothing of nothing', () => {
  expect(adjustHolm([0.9, 0.8])).toEqual([1, 1])
  expect(adjustHolm([])).toEqual([])
})

it('keeps the chance of any wrong rejection', () => {
  const random = new Random().reseed(2, 1)
  let wrong = 0
  for (let family = 0; family < 4000; family++)
    if (adjustHolm(Array.from({ length: 8 }, () => random.unit())).some((p) => p <= 0.05)) wrong++
  expect(wrong / 4000).toBeLessThan(0.06)
  expect(wrong / 4000).toBeGreaterThan(0.035)
})
