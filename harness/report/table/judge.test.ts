import { describe, expect, it } from 'vitest'
import { Random } from '../../load/random.ts'
import { drawNormal } from '../../stats/fixtures/draw-normal.ts'
import { countViolations, createSyntheticRecord } from '../../store/synthetic-record.ts'
import type { CellTrials } from '../cells.ts'
import { judgeStrategies } from './judge.ts'
import { judgedMetrics } from './judged-metrics.ts'

const get = (key: string) => judgedMetrics.find((metric) => metric.key === key)!
const [steadyState, downtime] = [get('steady-state'), get('downtime')]

const base = createSyntheticRecord()

/** A cell whose blocks have these figures; null updates have no downtime. */
function createCell(strategy: string, ratios: readonly number[], downtimes: readonly number[] = ratios): CellTrials {
  const blocks = ratios.map((steadyStateRatio, block) => {
    const downtimeMs = downtimes[block]!
    const trial = { ...base, strategy, block, metrics: { ...base.metrics, steadyStateRatio, downtimeMs } }
    const control = { ...base, strategy, block, metrics: { ...base.metrics, downtimeMs: 0 } }
    return [block, { trial, control }] as const
  })
  return { workload: 'tiny', update: 'faster', strategy, forced: false, blocks: new Map(blocks) }
}

/** Four strategies in 12 blocks, whose speeds scatter by 5 % about these shares of the control's. */
function drawCells(random: Random, shares: readonly number[]): CellTrials[] {
  return shares.map((share, index) =>
    createCell(
      `s${index}`,
      Array.from({ length: 12 }, () => share * Math.exp(0.05 * drawNormal(random))),
    ),
  )
}

const count = (samples: number, holds: () => boolean): number =>
  Array.from({ length: samples }, holds).filter(Boolean).length / samples

describe('judgeStrategies, by simulation', () => {
  it('calls one of four better or worse that are as fast as the control in no more than 5 % of the sets', () => {
    const random = new Random().reseed(1, 1)
    const wrong = count(400, () =>
      judgeStrategies(steadyState, drawCells(random, [1, 1, 1, 1])).some((judged) =>
        ['better', 'worse'].includes(judged?.verdict ?? ''),
      ),
    )
    expect(wrong).toBeLessThan(0.065)
    expect(wrong).toBeGreaterThan(0.01)
  })

  it('calls one of four equivalent that lie on the margin in no more than 5 % of the sets', () => {
    const random = new Random().reseed(1, 2)
    const wrong = count(400, () =>
      judgeStrategies(steadyState, drawCells(random, [1.03, 1.03, 1.03, 1.03])).some(
        (judged) => judged?.verdict === 'equivalent',
      ),
    )
    expect(wrong).toBeLessThan(0.065)
  })

  it('tells two of four apart that are as fast as each other in no more than 5 % of the sets', () => {
    const random = new Random().reseed(1, 3)
    const wrong = count(400, () =>
      judgeStrategies(steadyState, drawCells(random, [0.9, 0.9, 0.9, 0.9])).some((judged) => judged?.letters !== 'a'),
    )
    expect(wrong).toBeLessThan(0.065)
  })

  it('finds the one that is 15 % slower, worse than its control and apart from the others', () => {
    const random = new Random().reseed(1, 4)
    const found = count(200, () => {
      const [a, b, c, slow] = judgeStrategies(steadyState, drawCells(random, [1, 1, 1, 0.85]))
      const others = [a, b, c].map((judged) => judged?.letters ?? '').join('')
      return slow?.verdict === 'worse' && !slow.letters?.split('').some((letter) => others.includes(letter))
    })
    expect(found).toBeGreaterThan(0.9)
  })

  it('holds the true ratio in 95 % of its intervals', () => {
    const random = new Random().reseed(1, 5)
    const held = count(400, () => {
      const [judged] = judgeStrategies(steadyState, drawCells(random, [0.8]))
      return judged!.lower <= 0.8 && judged!.upper >= 0.8
    })
    expect(held).toBeGreaterThan(0.93)
    expect(held).toBeLessThan(0.98)
  })
})

describe('judgeStrategies', () => {
  const steady = Array.from({ length: 12 }, (_, block) => 0.9 + block / 1000)

  it('judges figures that can be 0 by their differences', () => {
    const few = steady.map((_, block) => (block < 3 ? 20 : 0))
    const many = steady.map((_, block) => 20 + block / 10)
    const [rare, often, never] = judgeStrategies(downtime, [
      createCell('rare', steady, few),
      createCell('often', steady, many),
      createCell(
        'never',
        steady,
        steady.map(() => 0),
      ),
    ])
    // Three blocks of twelve are no proof; all of them are.
    expect(rare).toMatchObject({ verdict: 'undecided', estimate: 0 })
    expect(often?.verdict).toBe('worse')
    expect(often?.estimate).toBeCloseTo(20.55, 2)
    expect(never).toMatchObject({ verdict: 'equivalent', estimate: 0, detectable: 0 })
    expect(often?.letters).not.toBe(never?.letters)
  })

  it('gives no letters where so few blocks could tell none apart', () => {
    const cells = [createCell('a', steady.slice(0, 4)), createCell('b', steady.slice(0, 4))]
    const [a] = judgeStrategies(steadyState, cells)
    expect(a).toMatchObject({ n: 4, verdict: 'undecided', lower: 0, upper: Infinity })
    expect(a).not.toHaveProperty('letters')
  })

  it('leaves out trials that broke something, and strategies without any other', () => {
    const broken = createSyntheticRecord({ block: 0, metrics: { steadyStateRatio: 5 } }, countViolations({ lost: 1 }))
    const cell = createCell('a', steady)
    const withBroken = {
      ...cell,
      blocks: new Map([...cell.blocks, [0, { trial: broken, control: undefined }] as const]),
    }
    const onlyBroken = { ...cell, strategy: 'b', blocks: new Map([[0, { trial: broken, control: undefined }]]) }
    const [a, b] = judgeStrategies(steadyState, [withBroken, onlyBroken])
    expect(a?.n).toBe(11)
    expect(b).toBeUndefined()
  })
})
