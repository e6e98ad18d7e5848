import { expect, it } from 'vitest'
import { getRateBound } from './rate-bound.ts'

it('gives the rate at which so many trials without an event would be as rare as the confidence says', () => {
  // Exact Clopper–Pearson bounds for 0 of n.
  expect(getRateBound(10)).toBeCloseTo(0.2588656, 7)
  expect(getRateBound(15)).toBeCloseTo(0.1810358, 6)
  expect(getRateBound(59)).toBeLessThan(0.05)
  expect(getRateBound(58)).toBeGreaterThan(0.05)
  expect(getRateBound(299, 0.95)).toBeLessThan(0.01)
  expect(getRateBound(30, 0.99)).toBeCloseTo(1 - 0.01 ** (1 / 30), 12)
})

it('knows nothing without a trial', () => {
  expect(getRateBound(0)).toBe(1)
})
