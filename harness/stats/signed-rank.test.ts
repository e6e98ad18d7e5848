import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { estimateShift } from './hodges-lehmann.ts'
import { getCriticalValue, getSignedRankDistribution, testSignedRank } from './signed-rank.ts'

describe('getSignedRankDistribution', () => {
  it('is that of all sign patterns', () => {
    // Ranks 1, 2, 3: the sums 0, 1, 2, 3 (as 3 and as 1 + 2), 4, 5, 6.
    expect([...getSignedRankDistribution(3)]).toEqual([1, 1, 1, 2, 1, 1, 1].map((patterns) => patterns / 8))
    expect([...getSignedRankDistribution(0)]).toEqual([1])
  })

  it('adds up to 1 and is symmetric', () => {
    const probabilities = getSignedRankDistribution(50)
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    expect(probabilities[100]).toBeCloseTo(probabilities[(50 * 51) / 2 - 100]!, 15)
  })
})

describe('getCriticalValue', () => {
  // Published tables of the signed-rank test; also counted with integers in Python.
  it.each([
    [6, 0, -1],
    [7, 2, -1],
    [8, 3, 0],
    [9, 5, 1],
    [10, 8, 3],
    [12, 13, 7],
    [15, 25, 15],
    [20, 52, 37],
    [25, 89, 68],
    [30, 137, 109],
    [50, 434, 373],
  ])('for n = %i is %i at 5 %% and %i at 1 %%, two-sided', (n, at5, at1) => {
    expect(getCriticalValue(n, 0.025).t).toBe(at5)
    expect(getCriticalValue(n, 0.005).t).toBe(at1)
  })

  it('comes with its probability', () => {
    expect(getCriticalValue(12, 0.025).probability).toBeCloseTo(0.021240234375, 15)
    expect(getCriticalValue(50, 0.025).probability).toBeCloseTo(0.024723203400300875, 15)
    expect(getCriticalValue(5, 0.025)).toEqual({ t: -1, probability: 0 })
  })
})

describe('testSignedRank', () => {
  it('agrees with R on the depression scores of Hollander and Wolfe (table 3.1)', () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    const differences = after.map((score, index) => score - before[index]!)
    // wilcox.test(after, before, paired = TRUE, alternative = …)$p.value
    expect(testSignedRank(differences, 'less')).toBe(0.01953125)
    expect(testSignedRank(differences, 'greater')).toBe(0.986328125)
    expect(testSignedRank(differences, 'two-sided')).toBe(0.0390625)
  })

  it('stays exact with ties', () => {
    // scipy.stats.wilcoxon(x, method=PermutationMethod(n_resamples=inf)), SciPy 1.17.1.
    const tied = [1, 2, 2, 3, -1, 4, 5, -2, 2, 6]
    expect(testSignedRank(tied, 'greater')).toBeCloseTo(0.015625, 12)
    expect(testSignedRank(tied, 'two-sided')).toBeCloseTo(0.03125, 12)
  })

  it('leaves out what is at the centre, and cannot reject with nothing left', () => {
    expect(testSignedRank([0, 0, 1, 2, 3], 'greater')).toBe(testSignedRank([1, 2, 3], 'greater'))
    expect(testSignedRank([7, 7, 7], 'two-sided', 7)).toBe(1)
    expect(testSignedRank([7, 7, 7, 7, 7], 'greater', 6)).toBeCloseTo(1 / 32, 12)
  })

  it('approximates many differences as R does', () => {
    // wilcox.test(y, exact = FALSE, correct = TRUE)$p.value, R 4.2.2, of the 300 numbers below.
    expect(testSignedRank(many, 'two-sided')).toBeCloseTo(0.00288044030166357, 8)
    // wilcox.test(x, exact = TRUE) and exact = FALSE, of the first 60: what is counted here and what R approximates.
    expect(testSignedRank(sixty, 'two-sided')).toBeCloseTo(0.956297540760819, 12)
    expect(testSignedRank(sixty, 'two-sided')).toBeCloseTo(0.95596955096691, 3)
  })

  it('rejects a true hypothesis as often as it says', () => {
    const random = new Random().reseed(1, 1)
    const rejected = Array.from({ length: 4000 }, () =>
      testSignedRank(
        Array.from({ length: 12 }, () => random.unit() - 0.5),
        'greater',
      ),
    ).filter((p) => p <= 0.05).length
    // P(T⁺ ≥ 61) = 0.0461 is the nearest level that 12 differences allow.
    expect(rejected / 4000).toBeGreaterThan(0.037)
    expect(rejected / 4000).toBeLessThan(0.056)
  })
})

/** Sixty numbers, and linear maps of them: ties, and a shift that is neither plain nor nothing. */
const sixty = [
  0.201, 0.499, -0.074, -0.691, -0.255, -0.792, 0.26, 1.54, -0.292, -0.42, 0.69, 0.557, 0.305, -0.73, 0.171, 0.895,
  -1.144, -0.258, -1.701, -1.09, -1.642, -0.035, -1.067, 0.471, 0.357, 0.013, -2.317, -0.339, 0.151, 0.313, -1.33,
  -0.278, -0.779, -0.609, 1.261, -0.608, 0.167, 1.084, -0.384, 0.088, 0.31, 0.264, -1.025, 0.276, 1.559, -1.347, 1.059,
  0.319, -0.441, 2.2, 0.962, -0.999, 0.275, 0.777, 0.011, 0.883, 0.133, 0.867, 1.639, -0.476,
]
const many = [
  ...sixty,
  ...sixty.map((x) => 0.5 * x + 0.11),
  ...sixty.map((x) => 1.3 * x - 0.07),
  ...sixty.map((x) => 0.77 * x + 0.203),
  ...sixty.map((x) => -x * 0.9 + 0.4),
]

it('getCriticalValue of many differences gives the interval of R', () => {
  // wilcox.test(y, exact = FALSE, conf.int = TRUE): 0.04953 to 0.22798, by a search of its own to about 1e−4.
  const { estimate, lower, upper } = estimateShift(many)
  expect(estimate).toBeCloseTo(0.1418159, 3)
  expect(lower).toBeCloseTo(0.0495313, 3)
  expect(upper).toBeCloseTo(0.2279834, 3)
})
