import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { boundQuantile, getTrialsToBound } from './wilks.ts'

describe('Wilks’s bounds', () => {
  it.each([
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
  ])('need the published number of trials for %d', (quantile, trials) => {
    expect(getTrialsToBound(quantile)).toBe(trials)
  })

  it('are not given below it', () => {
    expect(
      boundQuantile(
        Array.from({ length: 58 }, () => 1),
        0.95,
      ),
    ).toBeUndefined()
    expect(
      boundQuantile(
        Array.from({ length: 59 }, () => 1),
        0.95,
      ),
    ).toBe(1)
  })

  // Rank of the order statistic: 59 and 92 of 93 by Wilks's tables (second order: 93); scipy.stats.binom.ppf(0.95, n, q) + 1.
  it.each([
    [59, 0.95, 59],
    [93, 0.95, 92],
    [100, 0.9, 96],
    [473, 0.99, 472],
  ])('take of %i trials, for %d, the value with rank %i', (n, quantile, rank) => {
    const values = Array.from({ length: n }, (_, index) => n - index)
    expect(boundQuantile(values, quantile)).toBe(rank)
  })

  it('hold in 95 % of samples', () => {
    const random = new Random().reseed(4, 1)
    let held = 0
    for (let sample = 0; sample < 4000; sample++)
      if (
        (boundQuantile(
          Array.from({ length: 40 }, () => random.unit()),
          0.9,
        ) ?? 0) >= 0.9
      )
        held++
    expect(held / 4000).toBeGreaterThan(0.94)
  })
})
