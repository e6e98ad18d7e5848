import { describe, expect, it } from 'vitest'
import { drawNormal } from '../../stats/fixtures/draw-normal.ts'
import { Random } from '../../load/random.ts'
import { usualVoidRules } from '../../store/void-rules.ts'
import { countViolations } from '../../store/synthetic-record.ts'
import type { TrialRecord } from '../../store/record.ts'
import { createBlocks, createSet, type SyntheticBlocks } from '../fixtures/synthetic-set.ts'
import { compareSets, type ComparedMetric, type SetComparison } from './compare-sets.ts'
import type { NamedSet } from './check-comparable.ts'

/** Capacities that scatter by a hundredth about 900,000, times `factor`; another stream is another run. */
function scatter(stream: number, factor = 1): (block: number) => number {
  return (block) => factor * 900_000 * Math.exp(0.01 * drawNormal(new Random().reseed(stream, block)))
}

const name = (text: string, records: readonly TrialRecord[]): NamedSet => ({ name: text, set: createSet(records) })
const base = (blocks: number, more: Partial<SyntheticBlocks> = {}): NamedSet =>
  name('base', createBlocks({ blocks, capacity: scatter(1), ...more }))
const head = (blocks: number, more: Partial<SyntheticBlocks> = {}): NamedSet =>
  name('head', createBlocks({ blocks, capacity: scatter(2), ...more }))

describe('compareSets', () => {
  it('passes what is the same, and calls it equivalent', () => {
    const comparison = compareSets(base(12), head(12), undefined)
    expect(comparison).toMatchObject({ result: 'passed', reasons: [], behaviour: [], notCompared: [] })
    expect(getSteadyState(comparison)).toMatchObject({ verdict: 'equivalent', n: 12, gate: { stage: 'passed' } })
    expect(getSteadyState(comparison).detectable).toBeLessThan(0.03)
    expect(comparison.metrics.every(({ verdict }) => verdict === 'equivalent')).toBe(true)
  })

  it('cannot decide what one stage flags, as long as there are no fresh blocks', () => {
    const comparison = compareSets(base(12), head(12, { capacity: scatter(2, 0.85) }), undefined)
    expect(comparison.result).toBe('undecided')
    expect(comparison.reasons[0]).toContain('1 of 7 comparisons are flagged')
    expect(getSteadyState(comparison)).toMatchObject({
      verdict: 'undecided',
      gate: { stage: 'flagged' },
      differs: true,
    })
  })

  it('fails what both halves of a large set show', () => {
    const comparison = compareSets(base(24), head(24, { capacity: scatter(2, 0.85) }), undefined)
    expect(comparison.stages).toEqual({ first: 'blocks 1–12', second: 'blocks 13–24' })
    expect(comparison.result).toBe('regression')
    const { verdict, estimate, lower, upper, n } = getSteadyState(comparison)
    expect([verdict, n]).toEqual(['worse', 24])
    expect(estimate).toBeCloseTo(0.85, 1)
    expect(lower).toBeLessThan(0.85)
    expect(upper).toBeGreaterThan(0.84)
    expect(comparison.metrics.filter((compared) => compared.verdict === 'worse')).toHaveLength(1)
  })

  it('fails what confirming sets show again, and clears what they do not', () => {
    const slow = head(12, { capacity: scatter(2, 0.85) })
    const again = (factor: number): [NamedSet, NamedSet] => [
      base(12, { capacity: scatter(3), seed: 1001 }),
      head(12, { capacity: scatter(4, factor), seed: 1001 }),
    ]
    expect(compareSets(base(12), slow, again(0.85)).result).toBe('regression')
    const cleared = compareSets(base(12), slow, again(1))
    expect(cleared.result).toBe('passed')
    expect(getSteadyState(cleared).gate.stage).toBe('cleared')
  })

  it('does not take the blocks of the first stage for fresh ones where the confirming sets lack the cell', () => {
    const slow = { capacity: scatter(2, 0.85) }
    const other = { update: 'other', seed: 1001 }
    const comparison = compareSets(base(12), head(12, slow), [base(12, other), head(12, other)])
    expect(getSteadyState(comparison).gate.stage).toBe('flagged')
    expect(comparison.result).toBe('undecided')
  })

  it('says what is better, and which way is better', () => {
    const comparison = compareSets(
      base(12),
      head(12, { capacity: scatter(2, 1.2), change: () => ({ metrics: { updateMs: 1 } }) }),
      undefined,
    )
    expect(comparison.result).toBe('passed')
    const better = comparison.metrics.filter(({ verdict }) => verdict === 'better').map(({ metric }) => metric.key)
    expect(better).toEqual(['steady-state', 'update'])
  })

  it('tells a longer outage by differences, also from 0', () => {
    const downtime = (ms: number) => (block: number) => ({ metrics: { downtimeMs: ms + (block % 3) / 10 } })
    const comparison = compareSets(base(24, { change: downtime(0) }), head(24, { change: downtime(3) }), undefined)
    const found = comparison.metrics.find(({ metric }) => metric.key === 'downtime')
    expect(found).toMatchObject({ verdict: 'worse', n: 24 })
    expect(found?.estimate).toBeCloseTo(3, 6)
  })

  it('does not pass what is too little to flag anything', () => {
    const comparison = compareSets(base(4), head(4), undefined)
    expect(comparison.result).toBe('undecided')
    expect(comparison.reasons[0]).toContain('with at most 4 blocks nothing could have been flagged')
  })

  it('leaves out blocks that are void, and says so', () => {
    const still = createBlocks({ blocks: 12, capacity: scatter(1) })
    const noisy = still.map((record) =>
      record.block === 3 ? { ...record, environment: { ...record.environment, stealShare: 0.4 } } : record,
    )
    const sets = [still, noisy].map((records) => createSet(records, { voidRules: usualVoidRules }))
    const comparison = compareSets({ name: 'base', set: sets[0]! }, { name: 'head', set: sets[1]! }, undefined)
    expect(getSteadyState(comparison).n).toBe(11)
    expect(comparison.warnings).toEqual([expect.stringMatching(/^head: tiny\/faster block 4 is void: /) as string])
  })

  it('takes missed deadlines for a change only where chance would not bring so many', () => {
    const late = (blocks: number) => ({
      violations: (block: number) => (block < blocks ? countViolations({ late: 3 }) : undefined),
    })
    expect(compareSets(base(12), head(12, late(3)), undefined).behaviour).toEqual([])
    expect(compareSets(base(12, late(4)), head(12, late(7)), undefined).behaviour).toEqual([])
    expect(compareSets(base(12, late(1)), head(12, late(11)), undefined)).toMatchObject({
      result: 'regression',
      behaviour: [{ isRegression: true, message: 'deadlines missed in 11 of 12 trials (1 of 12 before)' }],
    })
    expect(compareSets(base(12, late(12)), head(12), undefined).behaviour).toMatchObject([{ isRegression: false }])
  })

  it('fails on a violation where there was none, however fast it is', () => {
    const lossy = head(12, { violations: (block) => (block === 7 ? countViolations({ lost: 1 }) : undefined) })
    const comparison = compareSets(base(12), lossy, undefined)
    expect(comparison.result).toBe('regression')
    expect(comparison.behaviour).toEqual([
      {
        cell: 'tiny/faster podus',
        isRegression: true,
        message: 'violations in 1 of 12, where there were none: lost, an example of lost',
      },
    ])
    // What violated before may go on doing so; that it does not is told.
    expect(compareSets({ ...lossy, name: 'base' }, { ...lossy, name: 'head' }, undefined).result).toBe('passed')
    expect(compareSets({ ...lossy, name: 'base' }, base(12), undefined).behaviour[0]).toMatchObject({
      isRegression: false,
    })
  })

  it('fails where updates no longer complete, not where one of many stalls', () => {
    const stalls = (from: number) => head(12, { change: (block) => (block >= from ? { outcome: 'stalled' } : {}) })
    expect(compareSets(base(12), stalls(0), undefined).behaviour[0]?.message).toBe('stalled (completed before)')
    expect(compareSets(base(12), stalls(0), undefined).result).toBe('regression')
    expect(compareSets(base(12), stalls(11), undefined).result).toBe('passed')
  })

  it('compares absolute figures on the same machine only, and says so', () => {
    const { environment } = createBlocks({ blocks: 1 })[0]!
    const moved = head(12, { change: () => ({ environment: { ...environment, host: 'elsewhere' } }) })
    const comparison = compareSets(base(12), moved, undefined)
    expect(comparison.metrics.map(({ metric }) => metric.key)).toEqual([
      'steady-state',
      'updated-steady-state',
      'efficiency',
      'heap',
    ])
    expect(comparison.notCompared).toContain(
      'tiny/faster podus, update time: an absolute figure, and no block of both sets ran on the same machine with the same Node',
    )
  })

  it('names what only one set has', () => {
    const more = name('head', [...createBlocks({ blocks: 6 }), ...createBlocks({ blocks: 6, strategy: 'dmert' })])
    expect(compareSets(base(6), more, undefined).notCompared).toEqual(['tiny/faster dmert: not in base'])
  })

  it.each<[string, NamedSet, RegExp]>([
    [
      'load',
      {
        name: 'head',
        set: createSet(createBlocks({ blocks: 6 }), { load: { mode: 'open', rate: 9, arrivals: 'poisson' } }),
      },
      /other load \(\{"mode":"saturated"\}, not \{"mode":"open"/,
    ],
    [
      'parameters',
      { name: 'head', set: createSet(createBlocks({ blocks: 6 }), { parameters: { tiny: { size: 9 } } }) },
      /parameters of tiny/,
    ],
    ['seeds', head(6, { seed: 9 }), /seeds \(block 1: 1, not 9\)/],
  ])('refuses sets with other %s', (_, other, message) => {
    expect(() => compareSets(base(6), other, undefined)).toThrow(message)
  })
})

function getSteadyState({ metrics }: SetComparison): ComparedMetric {
  return metrics.find(({ metric }) => metric.key === 'steady-state')!
}
