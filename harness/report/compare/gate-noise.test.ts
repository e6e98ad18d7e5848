import { describe, expect, it } from 'vitest'
import { Random } from '../../load/random.ts'
import { drawNormal } from '../../stats/fixtures/draw-normal.ts'
import { runGate } from '../../stats/two-stage-gate.ts'
import { testBeyondMargin, type MetricPairs } from './compare-metric.ts'
import { usualOptions } from './compare-sets.ts'
import { gatedMetrics } from '../gated-metrics.ts'
import { countNeeded, drawBlocks, noise, readStages, type Stages } from './fixtures/noise.ts'

const cells = 24

/** A figure of a strategy that is 15 % slower. */
const slower = 0.85

function test(pairs: MetricPairs): number {
  return testBeyondMargin(pairs, 'worse', usualOptions.margin)
}

/** Comparisons that the gate fails. */
function judge(stages: readonly Stages[]): number[] {
  const results = runGate(stages.map(([first, second]) => ({ first: test(first), second: test(second) })))
  return results.flatMap(({ stage }, cell) => (stage === 'failed' ? [cell] : []))
}

/** What a strategy that is slower by a share would have shown: HEAD's figure falls. */
function slowDown([first, second]: Stages, factor: number): Stages {
  const slow = ({ metric, pairs }: MetricPairs): MetricPairs => ({
    metric,
    pairs: pairs.map((pair) => ({ ...pair, head: pair.head * factor })),
  })
  return [slow(first), slow(second)]
}

describe('on noise recorded on a machine', () => {
  const steady = noise.series.filter(({ metric }) => metric === 'steady-state')
  const needed = Math.max(...steady.map((series) => countNeeded(series, slower, usualOptions.margin)))

  /** As many updates as it takes: each has its own blocks, in which all of its strategies and figures were measured. */
  const drawNight = (random: Random): Stages[] => {
    const updates = Math.ceil(cells / noise.series.length)
    const drawn = Array.from({ length: updates }, () => {
      const blocks = drawBlocks(12, random)
      return noise.series.map((series) => readStages(series, blocks))
    })
    return drawn.flat().slice(0, cells)
  }

  it('is tested with enough of it', () => {
    expect(noise.series.filter(({ values }) => values.every((value) => value !== null)).length).toBeGreaterThanOrEqual(
      5,
    )
    expect(Math.min(...noise.series.map(({ values }) => values.length))).toBeGreaterThanOrEqual(8)
    expect(steady).not.toEqual([])
  })

  it('an A/A comparison over 24 cells raises no alarm in 99 of 100 nights', () => {
    const random = new Random().reseed(1, 1)
    const nights = Array.from({ length: 300 }, () => drawNight(random))
    // One stage alone would alarm in every third night, so there is something to be kept out.
    const flagged = nights.filter((night) => night.some(([first]) => test(first) <= usualOptions.levels.first))
    expect(flagged.length / nights.length).toBeGreaterThan(0.3)
    expect(nights.filter((night) => judge(night).length > 0).length / nights.length).toBeLessThanOrEqual(0.01)
  })

  it(`finds the one of 24 that is 15 % slower in 97 of 100 nights, with ${needed} blocks a stage on this noise`, () => {
    const random = new Random().reseed(2, 1)
    const nights = Array.from({ length: 100 }, (_, night) => {
      // The others need no more blocks than usual to keep quiet.
      const [, ...others] = drawNight(random)
      const mutant = readStages(steady[night % steady.length]!, drawBlocks(needed, random))
      const failed = judge([slowDown(mutant, slower), ...others])
      return { isFound: failed.includes(0), isFalse: failed.some((cell) => cell !== 0) }
    })
    expect(nights.filter(({ isFound }) => isFound).length).toBeGreaterThanOrEqual(97)
    expect(nights.filter(({ isFalse }) => isFalse).length).toBeLessThanOrEqual(1)
  })
})

/**
 * Steady-state ratios of both stages on a machine whose speed drifts and hangs together from one trial to the next: a random
 * walk, an autocorrelated part and a burst now and then, which a strategy and its control share only as far as they run
 * close to each other.
 */
function drawSharedMachine(random: Random): Stages {
  let [drift, slow] = [0, 0]
  const runTrial = (): number => {
    drift += 0.01 * drawNormal(random)
    slow = 0.7 * slow + 0.02 * drawNormal(random)
    const burst = random.unit() < 0.03 ? -0.15 * random.unit() : 0
    return drift + slow + burst + 0.02 * drawNormal(random)
  }
  const runBlock = (): number => {
    const trials = Array.from({ length: 7 }, runTrial)
    return Math.exp(trials[random.below(4)]! - trials[4 + random.below(3)]!) * 0.9
  }
  const runPair = (block: number): MetricPairs['pairs'][number] => {
    const [one, other] = [runBlock(), runBlock()]
    const [base, head] = random.below(2) === 0 ? [one, other] : [other, one]
    return { block, base, head, scale: base, resolution: 0 }
  }
  const metric = gatedMetrics.find(({ key }) => key === 'steady-state')!
  const runStage = (): MetricPairs => ({ metric, pairs: Array.from({ length: 12 }, (_, block) => runPair(block)) })
  return [runStage(), runStage()]
}

describe('on the modelled noise of a shared machine', () => {
  const run = (factor: number, nights: number, seed: number) => {
    const random = new Random().reseed(seed, 1)
    return Array.from({ length: nights }, () => {
      const stages = Array.from({ length: cells }, (_, cell): Stages => {
        const drawn = drawSharedMachine(random)
        return cell === 7 ? slowDown(drawn, factor) : drawn
      })
      return judge(stages)
    })
  }

  it('scatters as such machines do: a pair of ratios by more than 5 %', () => {
    const random = new Random().reseed(1, 1)
    const logs = Array.from({ length: 50 }, () => drawSharedMachine(random)[0].pairs).flatMap((pairs) =>
      pairs.map(({ base, head }) => Math.log(head / base)),
    )
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + log ** 2, 0) / logs.length)
    expect(deviation).toBeGreaterThan(0.05)
    expect(deviation).toBeLessThan(0.1)
  })

  it('an A/A comparison over 24 cells raises no alarm in 99 of 100 nights', () => {
    expect(run(1, 100, 2).filter((failed) => failed.length > 0).length).toBeLessThanOrEqual(1)
  })

  it('finds the one of 24 that is 15 % slower in 97 of 100 nights, with 12 blocks a stage', () => {
    const nights = run(slower, 100, 3)
    expect(nights.filter((failed) => failed.includes(7)).length).toBeGreaterThanOrEqual(97)
    expect(nights.filter((failed) => failed.some((cell) => cell !== 7)).length).toBeLessThanOrEqual(1)
  })
})
