import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { testSignFlip } from './sign-flip.ts'

const lot = new Random().reseed(1, 1)
/** Darwin's maize, crossed less self-fertilised, in eighths of an inch (Fisher, "The Design of Experiments", table 3). */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

describe('testSignFlip', () => {
  it('counts what Fisher counted: 863 of the 32 768 patterns (section 21)', () => {
    expect(testSignFlip(maize, 'greater', lot)).toBe(863 / 32_768)
    expect(testSignFlip(maize, 'two-sided', lot)).toBe(1726 / 32_768)
  })

  it('agrees with SciPy’s permutation test of the depression scores of Hollander and Wolfe', () => {
    // permutation_test((d,), np.mean, permutation_type='samples', n_resamples=inf), SciPy 1.17.1.
    const scores = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01]
    expect(testSignFlip(scores, 'less', lot)).toBe(0.013671875)
    expect(testSignFlip(scores, 'two-sided', lot)).toBe(0.02734375)
  })

  it('takes a centre, and finds nothing where all is at it', () => {
    expect(testSignFlip([0, 0, 0, 0, 0, 0], 'greater', lot)).toBe(1)
    expect(testSignFlip([2, 2, 2, 2, 2, 2], 'greater', lot, 1)).toBe(1 / 64)
    expect(testSignFlip([2, 2, 2, 2, 2, 2], 'greater', lot, 3)).toBe(1)
    expect(testSignFlip([], 'greater', lot)).toBe(1)
  })

  const twice = [...maize, ...maize.map((inches) => inches / 2)]

  it('counts 2³⁰ patterns without going through them', () => {
    // Counted out in Python, by adding up the distribution of the sum value by value.
    expect(testSignFlip(twice, 'greater', lot)).toBeCloseTo(0.00377911143, 10)
  })

  it('draws patterns where there are too many, the same for the same seed, and near the count', () => {
    const more = [...twice, 0.01, -0.01, 0.01, -0.01]
    const draw = (): number => testSignFlip(more, 'greater', new Random().reseed(3, 1))
    expect(draw()).toBe(draw())
    expect(Math.abs(draw() - 0.00377911143)).toBeLessThan(0.001)
  })

  it('rejects a true hypothesis as often as it says, values of 0 or not', () => {
    const random = new Random().reseed(1, 2)
    let rejected = 0
    for (let sample = 0; sample < 2000; sample++) {
      // Most trials have no downtime at all: as for the metrics that this test is there for.
      const values = Array.from({ length: 10 }, () => (random.unit() < 0.4 ? 0 : random.unit() - 0.5))
      if (testSignFlip(values, 'greater', lot) <= 0.05) rejected++
    }
    expect(rejected / 2000).toBeLessThan(0.06)
    expect(rejected / 2000).toBeGreaterThan(0.025)
  })
})
