import { describe, expect, it } from 'vitest'
import { Random } from '../load/random.ts'
import { findChangePoints, findStretch } from './change-points.ts'
import { drawNormal } from './fixtures/draw-normal.ts'
import { getMidranks } from './midranks.ts'

/** Flow of the Nile at Aswan, 1871 to 1970 (R's data set Nile): it fell when the dam was begun in 1898. */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]

describe('findStretch', () => {
  it('finds the dam of Aswan', () => {
    // R 4.2.2: r <- rank(Nile); z <- sapply(1:99, function(t) abs(2*sum(r[1:t]) - t*101) / sqrt(t*(100-t)*101/3));
    // which.max(z); max(z). Of stretches within, none differs more from the rest.
    const { from, to, statistic } = findStretch(getMidranks(nile), 20)
    expect([from, to]).toEqual([0, 28])
    expect(statistic).toBeCloseTo(6.20675633946, 10)
  })

  it('finds one in the middle', () => {
    expect(findStretch([1, 5, 3, 8, 9, 7, 4, 2, 6], 3)).toMatchObject({ from: 3, to: 6 })
  })
})

describe('findChangePoints', () => {
  it('finds one change in the Nile, and which', () => {
    expect(findChangePoints(nile, new Random().reseed(1, 1))).toEqual([28])
  })

  it('finds several, also where the level returns', () => {
    const random = new Random().reseed(2, 1)
    const levels = [1, 1.2, 1, 0.5].flatMap((level) => Array.from({ length: 12 }, () => level + 0.02 * random.unit()))
    expect(findChangePoints(levels, new Random().reseed(1, 1))).toEqual([12, 24, 36])
  })

  it('is the same for the same seed, and does not call one outlier a change', () => {
    const run = () => findChangePoints(nile, new Random().reseed(7, 1))
    expect(run()).toEqual(run())
    const outlier = nile.slice(40, 70).with(15, 10_000)
    expect(findChangePoints(outlier, new Random().reseed(1, 1))).toEqual([])
    expect(findChangePoints([1, 2, 3], new Random())).toEqual([])
  })

  it('raises an alarm on noise in about 1 % of the series, and finds a step of three deviations', () => {
    const random = new Random().reseed(9, 1)
    const draw = (step: number): number[] =>
      Array.from({ length: 24 }, (_, index) => drawNormal(random) + (index < 14 ? 0 : step))
    const count = (step: number, series: number): number =>
      Array.from({ length: series }, () => findChangePoints(draw(step), random, { permutations: 299 })).filter(
        (changes) => changes.length > 0,
      ).length
    expect(count(0, 1000)).toBeLessThanOrEqual(20)
    expect(count(3, 100)).toBeGreaterThanOrEqual(95)
  })
})
