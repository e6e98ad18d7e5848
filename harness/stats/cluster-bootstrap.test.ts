import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { bootstrapBlocks } from './cluster-bootstrap.ts'
import { drawNormal } from './fixtures/draw-normal.ts'

const mean = (blocks: readonly (readonly number[])[]): number => {
  const values = blocks.flat()
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('bootstrapBlocks', () => {
  it('is the same for the same seed, and a point where all blocks are alike', () => {
    const blocks = [
      [1, 2],
      [3, 5],
      [2, 9],
    ]
    const run = () => bootstrapBlocks(blocks, mean, new Random().reseed(1, 1))
    expect(run()).toEqual(run())
    expect(bootstrapBlocks([[4], [4], [4]], mean, new Random())).toEqual({ estimate: 4, lower: 4, upper: 4 })
    expect(() => bootstrapBlocks([], mean, new Random())).toThrow('at least one block')
  })

  it('gives the interval that can be counted out for two blocks', () => {
    // Drawn: 0 0, 0 1, 1 0, 1 1, a quarter each. The 60 % interval is 0 to 1, the 40 % one a point.
    const lot = new Random().reseed(2, 1)
    expect(bootstrapBlocks([[0], [1]], mean, lot, { coverage: 0.6 })).toEqual({ estimate: 0.5, lower: 0, upper: 1 })
    expect(bootstrapBlocks([[0], [1]], mean, lot, { coverage: 0.4 })).toEqual({ estimate: 0.5, lower: 0.5, upper: 0.5 })
  })

  it('covers what it says where blocks differ more than the values within, and single values would not', () => {
    const random = new Random().reseed(3, 1)
    let [held, heldByValues] = [0, 0]
    for (let sample = 0; sample < 250; sample++) {
      const blocks = Array.from({ length: 30 }, () => {
        const centre = drawNormal(random)
        return Array.from({ length: 20 }, () => centre + 0.1 * drawNormal(random))
      })
      const covers = (units: readonly (readonly number[])[]): boolean => {
        const { lower, upper } = bootstrapBlocks(units, mean, random, { samples: 150 })
        return lower <= 0 && upper >= 0
      }
      if (covers(blocks)) held++
      if (sample < 30 && covers(blocks.flat().map((value) => [value]))) heldByValues++
    }
    expect(held / 250).toBeGreaterThan(0.89)
    expect(heldByValues / 30).toBeLessThan(0.6)
  })
})
