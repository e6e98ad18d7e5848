import { describe, expect, it } from 'vitest'
import { Random } from '../../load/random.ts'
import { drawNormal } from '../../stats/fixtures/draw-normal.ts'
import { runGate } from '../../stats/two-stage-gate.ts'
import { testBeyondMargin, type MetricPairs } from './compare-metric.ts'
import { usualOptions } from './compare-sets.ts'
import { drawPairs, noise, type NoiseSeries } from './fixtures/noise.ts'

const cells = 24
type Stages = readonly [MetricPairs, MetricPairs]

/** Comparisons that the gate fails. */
function judge(stages: readonly Stages[]): number[] {
  const test = (pairs: MetricPairs): number => testBeyondMargin(pairs, 'worse', usualOptions.margin)
  const results = runGate(stages.map(([first, second]) => ({ first: test(first), second: test(second) })))
  return results.flatMap(({ stage }, cell) => (stage === 'failed' ? [cell] : []))
}

describe('on noise recorded on a shared machine', () => {
  it('is tested with enough of it: both stages have 12 blocks', () => {
    const whole = noise.series.filter(({ values }) => values.every((value) => value !== null))
    expect(whole.length).toBeGreaterThanOrEqual(10)
    for (const series of whole)
      expect(drawPairs(series, new Random()).map(({ pairs }) => pairs.length)).toEqual([12, 12])
  })

  it('an A/A comparison over 24 cells raises no alarm in 99 of 100 nights', () => {
    const random = new Random().reseed(1, 1)
    const nights = 300
    let [alarms, flags] = [0, 0]
    for (let night = 0; night < nights; night++) {
      const stages = Array.from({ length: cells }, () =>
        drawPairs(noise.series[random.below(noise.series.length)]!, random),
      )
      if (judge(stages).length > 0) alarms++
      if (stages.some(([first]) => testBeyondMargin(first, 'worse', usualOptions.margin) <= 0.05)) flags++
    }
    // One stage alone would alarm in every third night, so there is something to be kept out.
    expect(flags / nights).toBeGreaterThan(0.3)
    expect(alarms / nights).toBeLessThanOrEqual(0.01)
  })
})

/**
 * Steady-state ratios of 48 blocks on a machine whose speed drifts and hangs together from one trial to the next: a random
 * walk, an autocorrelated part and a burst now and then, which a strategy and its control share only as far as they run
 * close to each other.
 */
function drawSharedMachine(random: Random): NoiseSeries {
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
  return { strategy: 'any', metric: 'steady-state', values: Array.from({ length: 48 }, runBlock) }
}

/** What a strategy that is slower by a share would have shown: HEAD's figure falls. */
function slowDown([first, second]: Stages, factor: number): Stages {
  const slow = ({ metric, pairs }: MetricPairs): MetricPairs => ({
    metric,
    pairs: pairs.map((pair) => ({ ...pair, head: pair.head * factor })),
  })
  return [slow(first), slow(second)]
}

describe('on the modelled noise of a shared machine', () => {
  const run = (factor: number, nights: number, seed: number) => {
    const random = new Random().reseed(seed, 1)
    return Array.from({ length: nights }, () => {
      const stages = Array.from({ length: cells }, (_, cell): Stages => {
        const drawn = drawPairs(drawSharedMachine(random), random)
        return cell === 7 ? slowDown(drawn, factor) : drawn
      })
      return judge(stages)
    })
  }

  it('scatters as such machines do: a pair of ratios by more than 5 %', () => {
    const random = new Random().reseed(1, 1)
    const logs = Array.from({ length: 50 }, () => drawPairs(drawSharedMachine(random), random)[0].pairs).flatMap(
      (pairs) => pairs.map(({ base, head }) => Math.log(head / base)),
    )
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + log ** 2, 0) / logs.length)
    expect(deviation).toBeGreaterThan(0.05)
    expect(deviation).toBeLessThan(0.1)
  })

  it('an A/A comparison over 24 cells raises no alarm in 99 of 100 nights', () => {
    expect(run(1, 100, 2).filter((failed) => failed.length > 0).length).toBeLessThanOrEqual(1)
  })

  it('finds the one of 24 that is 15 % slower in 97 of 100 nights, with 12 blocks a stage', () => {
    const nights = run(0.85, 100, 3)
    expect(nights.filter((failed) => failed.includes(7)).length).toBeGreaterThanOrEqual(97)
    expect(nights.filter((failed) => failed.some((cell) => cell !== 7)).length).toBeLessThanOrEqual(1)
  })
})
