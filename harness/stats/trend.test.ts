import { describe, expect, it, test } from 'vitest'
import { Random } from '../load/random.ts'
import { drawNormal } from './fixtures/draw-normal.ts'
import { estimateTrend } from './trend.ts'

const line = (ys: readonly number[], xs = ys.map((_, x) => x)): { x: number; y: number }[] =>
  ys.map((y, index) => ({ x: xs[index]!, y }))

// Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968, section 6; the ends of the
// interval as scipy.stats.theilslopes gives them.
test("Sen's example: slope 4, between 3.71 and 4.38", () => {
  const trend = estimateTrend([line([9, 15, 19, 20, 45, 55, 78], [1, 2, 3, 4, 10, 12, 18])], 0.93)
  expect(trend?.slope).toBeCloseTo(4, 9)
  expect(trend?.lower).toBeCloseTo(3.71, 2)
  expect(trend?.upper).toBeCloseTo(4.38, 2)
})

describe('several series', () => {
  it('share a trend, however far apart they are', () => {
    const low = line([1, 2, 3, 4, 5, 6], [1, 3, 5, 7, 9, 11])
    const high = line([900, 901, 902, 903, 904, 905], [2, 4, 6, 8, 10, 12])
    expect(estimateTrend([low, high])).toMatchObject({ slope: 0.5, lower: 0.5, upper: 0.5, detectable: 0, n: 12 })
  })

  it('are not moved by a few points far off', () => {
    const ys = Array.from({ length: 20 }, (_, x) => 3 * x)
    ys[4] = 5000
    ys[17] = -7000
    expect(estimateTrend([line(ys)])?.slope).toBeCloseTo(3, 9)
  })

  it('of too few points tell nothing', () => {
    expect(estimateTrend([line([1, 2, 3, 4])])).toBeUndefined()
    expect(estimateTrend([])).toBeUndefined()
  })
})

/** Share of 2,000 draws, each of two series of ten points on levels of their own, for which something holds. */
function share(slope: number, holds: (trend: NonNullable<ReturnType<typeof estimateTrend>>) => boolean): number {
  const random = new Random().reseed(11, 0)
  let count = 0
  for (let draw = 0; draw < 2000; draw++) {
    const series = [0, 1].map((which) =>
      Array.from({ length: 10 }, (_, index) => {
        const x = 2 * index + which
        return { x, y: 100 * which + slope * x + drawNormal(random) }
      }),
    )
    if (holds(estimateTrend(series)!)) count++
  }
  return count / 2000
}

test('the interval holds the truth as often as it says, or a little more often', () => {
  const covered = share(0.3, ({ lower, upper }) => lower <= 0.3 && 0.3 <= upper)
  expect(covered).toBeGreaterThan(0.94)
  expect(covered).toBeLessThan(0.985)
})

test('what is called detectable is found in some four of five cases', () => {
  const sizes: number[] = []
  share(0, ({ detectable }) => sizes.push(detectable) > 0)
  const size = sizes.toSorted((a, b) => a - b)[sizes.length / 2]!
  const found = share(size, ({ lower }) => lower > 0)
  expect(found).toBeGreaterThan(0.7)
  expect(found).toBeLessThan(0.95)
})
