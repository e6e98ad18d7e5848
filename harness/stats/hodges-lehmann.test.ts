import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateRatio, estimateShift } from './hodges-lehmann.ts'

describe('estimateShift', () => {
  it('agrees with the depression scores of Hollander and Wolfe (table 3.1)', () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    const { estimate, lower, upper, coverage, n } = estimateShift(after.map((score, i) => score - before[i]!))
    expect(estimate).toBeCloseTo(-0.46, 12)
    // Their 96 % interval: the 95 % one, as no nearer level is to be had with n = 9.
    expect(lower).toBeCloseTo(-0.786, 12)
    expect(upper).toBeCloseTo(-0.01, 12)
    expect(coverage).toBe(0.9609375)
    expect(n).toBe(9)
  })

  it('excludes nothing where n is too small to reject anything', () => {
    const few = estimateShift([1, 2, 3, 4, 5])
    expect(few).toEqual({ estimate: 3, lower: -Infinity, upper: Infinity, coverage: 1, n: 5 })
    expect(estimateShift([1, 2, 3, 4, 5, 6])).toMatchObject({ lower: 1, upper: 6, coverage: 0.96875 })
  })

  it('moves and turns with the data, and holds its own estimate', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), value, (differences, by) => {
        const { estimate, lower, upper } = estimateShift(differences)
        expect(estimate).toBeGreaterThanOrEqual(lower)
        expect(estimate).toBeLessThanOrEqual(upper)
        expect(estimateShift(differences.map((difference) => difference + by)).estimate).toBeCloseTo(estimate + by, 9)
        expect(estimateShift(differences.map((difference) => -difference)).lower).toBeCloseTo(-upper, 9)
      }),
    )
  })

  it('has the coverage that it says', () => {
    // Uniform noise about 0 from a fixed generator: the interval must miss 0 in 1 − 0.9521 of the samples.
    let state = 12_345
    const draw = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32 - 0.5
    }
    let held = 0
    for (let sample = 0; sample < 4000; sample++) {
      const { lower, upper } = estimateShift(Array.from({ length: 15 }, draw))
      if (lower <= 0 && upper >= 0) held++
    }
    expect(held / 4000).toBeGreaterThan(0.94)
    expect(held / 4000).toBeLessThan(0.964)
  })
})

describe('estimateRatio', () => {
  it('agrees with what inverting SciPy’s exact signed-rank test of the logarithms gives', () => {
    const ratios = [
      0.9414, 0.848, 1.0516, 1.2021, 1.3871, 1.1297, 0.9895, 0.9446, 1.2837, 1.5326, 1.1671, 0.8636, 0.9124, 1.522,
      1.1509,
    ]
    const { estimate, lower, upper, coverage } = estimateRatio(ratios)
    expect(estimate).toBeCloseTo(1.1006517095710011, 12)
    expect(lower).toBeCloseTo(0.9879084977871179, 12)
    expect(upper).toBeCloseTo(1.2314656714663224, 12)
    expect(coverage).toBeCloseTo(0.95208740234375, 12)
  })

  it('refuses what has no logarithm', () => {
    expect(() => estimateRatio([1, 0])).toThrow('Expected ratios above 0, got 0')
    expect(() => estimateRatio([1, Infinity])).toThrow('got Infinity')
    expect(() => estimateRatio([1, NaN])).toThrow('got NaN')
  })
})
