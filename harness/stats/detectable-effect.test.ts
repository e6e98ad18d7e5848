import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { getDetectableEffect, getDetectableShift } from './detectable-effect.ts'
import { testSignedRank } from './signed-rank.ts'
import { drawNormal } from './fixtures/draw-normal.ts'

describe('the minimum detectable effect', () => {
  // Six at −a and six at a, with standard deviation 0.1.
  const a = 0.1 * Math.sqrt(11 / 12)
  const twelve = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? a : -a))

  it('is exp[(t₀.₉₇₅ + t₀.₈)·s/√n] − 1', () => {
    // numpy.exp((t.ppf(.975, 11) + t.ppf(.8, 11)) * .1 / sqrt(12)) − 1, SciPy 1.17.1.
    expect(getDetectableEffect(twelve)).toBeCloseTo(0.09287445754110735, 6)
    // R's power.t.test(n = 12, sd = .1, power = .8, type = "one.sample")$delta, by the noncentral t, is 0.08889.
    expect(Math.abs(getDetectableShift(twelve) - 0.0888851919087893)).toBeLessThan(0.0005)
  })

  it('is unknown with less than two blocks', () => {
    expect(getDetectableEffect([0.1])).toBe(Infinity)
  })

  it('is found by the signed-rank test nearly as often as it says', () => {
    const random = new Random().reseed(6, 1)
    const shift = 0.0888
    let found = 0
    for (let sample = 0; sample < 2000; sample++) {
      const values = Array.from({ length: 12 }, () => shift + 0.1 * drawNormal(random))
      if (testSignedRank(values, 'two-sided') <= 0.05) found++
    }
    // Ranks cost a few per cent of power against the t-test that the formula is for.
    expect(found / 2000).toBeGreaterThan(0.73)
    expect(found / 2000).toBeLessThan(0.83)
  })
})
