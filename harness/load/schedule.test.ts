import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawArrivals, type Arrivals } from './schedule.ts'

const kinds: readonly Arrivals[] = ['poisson', 'constant', 'bursts']

test('arrivals are in order, as many as the rate asks for, and a function of the seed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.integer({ min: 10, max: 100_000 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer(),
      (kind, rate, durationMs, seed) => {
        const offsets = drawArrivals(kind, rate, durationMs, seed)
        expect(offsets).toHaveLength(Math.ceil((rate * durationMs) / 1000))
        expect(offsets.every((at, index) => at >= (offsets[index - 1] ?? 0))).toBe(true)
        expect(drawArrivals(kind, rate, durationMs, seed)).toEqual(offsets)
      },
    ),
  )
})

test.each(kinds)('%s arrivals come at the rate asked for', (kind) => {
  const offsets = drawArrivals(kind, 50_000, 4000, 7)
  const achieved = (offsets.length / offsets.at(-1)!) * 1000
  expect(Math.abs(achieved / 50_000 - 1)).toBeLessThan(kind === 'bursts' ? 0.05 : 0.01)
})

test('gaps of a Poisson stream vary as much as they are long; those of a constant one do not', () => {
  expect(variation(drawArrivals('poisson', 10_000, 5000, 3))).toBeCloseTo(1, 1)
  expect(variation(drawArrivals('constant', 10_000, 5000, 3))).toBeCloseTo(0, 5)
  expect(variation(drawArrivals('bursts', 10_000, 5000, 3))).toBeGreaterThan(5)
})

test('another seed draws other arrivals', () => {
  expect(drawArrivals('poisson', 1000, 100, 1)).not.toEqual(drawArrivals('poisson', 1000, 100, 2))
})

/** Standard deviation of the gaps ÷ their mean. */
function variation(offsets: Float64Array): number {
  const gaps = Array.from(offsets, (at, index) => at - (offsets[index - 1] ?? 0))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean
}
