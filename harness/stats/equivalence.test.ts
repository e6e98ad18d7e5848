import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { testEquivalence } from './equivalence.ts'
import { estimateShift } from './hodges-lehmann.ts'

describe('testEquivalence', () => {
  it('is the worse of two one-sided signed-rank tests', () => {
    const ratios = [
      0.9414, 0.848, 1.0516, 1.2021, 1.3871, 1.1297, 0.9895, 0.9446, 1.2837, 1.5326, 1.1671, 0.8636, 0.9124, 1.522,
      1.1509,
    ].map(Math.log)
    // scipy.stats.wilcoxon(log(x) − log(1.3), alternative='less', method='exact'), SciPy 1.17.1; the other is 3e−5.
    expect(testEquivalence(ratios, Math.log(1.3))).toBeCloseTo(0.0062255859375, 12)
  })

  it('agrees with the 90 % interval', () => {
    const random = new Random().reseed(5, 1)
    for (let sample = 0; sample < 300; sample++) {
      const values = Array.from({ length: 12 }, () => random.unit() - 0.5)
      const { lower, upper } = estimateShift(values, 0.9)
      expect(testEquivalence(values, 0.25) <= 0.05).toBe(lower > -0.25 && upper < 0.25)
    }
  })

  it('calls what lies on the margin equal in no more than 5 % of the samples, and what is equal usually', () => {
    const random = new Random().reseed(5, 2)
    const draw = (centre: number): number[] => Array.from({ length: 12 }, () => centre + random.unit() - 0.5)
    const count = (centre: number): number =>
      Array.from({ length: 2000 }, () => testEquivalence(draw(centre), 0.4)).filter((p) => p <= 0.05).length
    expect(count(0.4) / 2000).toBeLessThan(0.06)
    expect(count(0) / 2000).toBeGreaterThan(0.9)
  })
})
