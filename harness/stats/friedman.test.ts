import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { testFriedman } from './friedman.ts'

/** Times of 22 players to round first base by three methods, in s (Hollander and Wolfe, table 7.1). */
const bases = [
  [5.4, 5.5, 5.55],
  [5.85, 5.7, 5.75],
  [5.2, 5.6, 5.5],
  [5.55, 5.5, 5.4],
  [5.9, 5.85, 5.7],
  [5.45, 5.55, 5.6],
  [5.4, 5.4, 5.35],
  [5.45, 5.5, 5.35],
  [5.25, 5.15, 5],
  [5.85, 5.8, 5.7],
  [5.25, 5.2, 5.1],
  [5.65, 5.55, 5.45],
  [5.6, 5.35, 5.45],
  [5.05, 5, 4.95],
  [5.5, 5.5, 5.4],
  [5.45, 5.55, 5.5],
  [5.55, 5.55, 5.35],
  [5.45, 5.5, 5.55],
  [5.5, 5.45, 5.25],
  [5.65, 5.6, 5.4],
  [5.7, 5.65, 5.55],
  [6.3, 6.3, 6.25],
]

describe('testFriedman', () => {
  it('agrees with Hollander and Wolfe (11.1), and with R', () => {
    // friedman.test(x), R 4.2.2: 11.14285714286, p 0.00380504077551.
    const { statistic, p } = testFriedman(bases)
    expect(statistic).toBeCloseTo(11.14285714286, 10)
    expect(p).toBeCloseTo(0.00380504077551, 9)
  })

  it('finds nothing where all are tied, and refuses blocks that are not complete', () => {
    expect(
      testFriedman([
        [1, 1],
        [2, 2],
      ]),
    ).toEqual({ statistic: 0, p: 1 })
    expect(() => testFriedman([[1, 2], [3]])).toThrow('Expected blocks of 2 values each, got 2, 1')
  })

  it('rejects a true hypothesis as often as it says', () => {
    const random = new Random().reseed(3, 1)
    let rejected = 0
    for (let sample = 0; sample < 3000; sample++) {
      const blocks = Array.from({ length: 12 }, () => Array.from({ length: 4 }, () => random.unit()))
      if (testFriedman(blocks).p <= 0.05) rejected++
    }
    expect(rejected / 3000).toBeGreaterThan(0.035)
    expect(rejected / 3000).toBeLessThan(0.062)
  })
})
