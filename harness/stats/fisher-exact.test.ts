import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { testMoreOften } from './fisher-exact.ts'

describe('testMoreOften', () => {
  it('agrees with Fisher on the lady who tastes tea ("The Design of Experiments", section 6)', () => {
    // All four cups right: 1 of 70 ways. Three or more right: 17 of 70.
    expect(testMoreOften({ events: 0, of: 4 }, { events: 4, of: 4 })).toBeCloseTo(1 / 70, 12)
    expect(testMoreOften({ events: 1, of: 4 }, { events: 3, of: 4 })).toBeCloseTo(17 / 70, 12)
  })

  it('agrees with Fisher on the criminal twins (R’s help page of fisher.test)', () => {
    // Convicted: 2 of 17 dizygotic, 10 of 13 monozygotic; p 0.0004652 (R: fisher.test(Convictions, alternative = "less")).
    expect(testMoreOften({ events: 2, of: 17 }, { events: 10, of: 13 })).toBeCloseTo(0.0004652, 7)
  })

  it('finds nothing where nothing happened, or where it happened less often', () => {
    expect(testMoreOften({ events: 0, of: 12 }, { events: 0, of: 12 })).toBe(1)
    expect(testMoreOften({ events: 12, of: 12 }, { events: 0, of: 12 })).toBeCloseTo(1, 12)
  })

  it('rejects a true hypothesis no more often than it says', () => {
    const random = new Random().reseed(4, 1)
    const draw = () => ({
      events: Array.from({ length: 12 }, () => random.unit()).filter((u) => u < 0.5).length,
      of: 12,
    })
    const rejected = Array.from({ length: 3000 }, () => testMoreOften(draw(), draw())).filter((p) => p <= 0.05).length
    expect(rejected / 3000).toBeLessThan(0.05)
    expect(rejected / 3000).toBeGreaterThan(0.01)
  })
})
