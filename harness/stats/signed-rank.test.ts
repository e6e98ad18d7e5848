import { describe, expect, it } from 'vitest'
import { getCriticalValue, getSignedRankDistribution } from './signed-rank.ts'

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
