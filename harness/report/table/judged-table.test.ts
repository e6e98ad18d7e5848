import { describe, expect, it } from 'vitest'
import type { Strategy } from '../../../strategies/contract.ts'
import { Random } from '../../load/random.ts'
import { changeKinds } from '../../program/change-kind.ts'
import { drawNormal } from '../../stats/fixtures/draw-normal.ts'
import type { TrialRecord } from '../../store/record.ts'
import { usualVoidRules } from '../../store/void-rules.ts'
import { countViolations, createSyntheticRecord } from '../../store/synthetic-record.ts'
import { createBlocks, createSet } from '../fixtures/synthetic-set.ts'
import { compareStrategies, type Comparison } from './comparison.ts'
import { toCsv } from './csv.ts'
import { toMarkdown } from './markdown.ts'

const blocks = 30

function scatter(capacity: number, stream: number): (block: number) => number {
  return (block) => capacity * Math.exp(0.02 * drawNormal(new Random().reseed(stream, block)))
}

/** podus and dymos are as fast as each other, das is slower and loses 20 ms more than its control, linking breaks calls. */
const records: readonly TrialRecord[] = [
  ...createBlocks({ blocks, strategy: 'podus', capacity: scatter(950_000, 1) }),
  ...createBlocks({ blocks, strategy: 'dymos', capacity: scatter(950_000, 2) }),
  ...createBlocks({
    blocks,
    strategy: 'das',
    capacity: scatter(800_000, 3),
    change: (block) => ({
      metrics: { downtimeMs: 20 + (block % 3), updateMs: 10 + block / 10, serviceGapMs: 2 },
      warnings: block === 4 ? [{ code: 'overload', message: 'It was too much.', remedy: 'Give it less.' }] : [],
    }),
  }),
  ...createBlocks({ blocks, strategy: 'linking', violations: () => countViolations({ stale: 2 }) }),
  createSyntheticRecord({ id: 'aa', strategy: 'podus', role: 'a/a', block: 0 }),
  createSyntheticRecord({ id: 'aa2', strategy: 'podus', role: 'a/a', block: 1 }),
]

function compare(all: readonly TrialRecord[] = records): Comparison {
  const strategies = Object.fromEntries(
    ['podus', 'dymos', 'das', 'linking'].map((name) => [name, createStrategy(name)]),
  )
  return compareStrategies('judged', createSet(all), strategies)
}

describe('the judged table', () => {
  const comparison = compare()
  const judge = (strategy: string, metric: string) =>
    comparison.cells.find((cell) => cell.strategy === strategy)?.judgements[metric]

  it('reads as the golden file does', async () => {
    await expect(toMarkdown(comparison)).toMatchFileSnapshot('./judged-table.golden.md')
  })

  it('judges each strategy against the control of its block', () => {
    expect(judge('das', 'steady-state')).toMatchObject({ n: 30, verdict: 'worse' })
    expect(judge('das', 'steady-state')?.estimate).toBeCloseTo(0.8, 1)
    expect(judge('das', 'downtime')).toMatchObject({ n: 30, verdict: 'worse' })
    expect(judge('das', 'downtime')?.estimate).toBeCloseTo(20.1, 0)
    // Its own downtime of 0.9 ms is just that of its null update.
    expect(judge('podus', 'downtime')).toMatchObject({ estimate: 0, verdict: 'equivalent' })
    expect(judge('podus', 'update')).not.toHaveProperty('verdict')
  })

  it('gives a letter in common to those that are not told apart', () => {
    const letters = ['podus', 'dymos', 'das'].map((name) => judge(name, 'steady-state')?.letters)
    expect(letters).toEqual(['a', 'a', 'b'])
  })

  it('does not judge by its speed what broke something', () => {
    const cell = comparison.cells.find(({ strategy }) => strategy === 'linking')
    expect(cell?.judgements).toEqual({})
    expect(cell?.violating).toEqual({ trials: 30, of: 30 })
    expect(toMarkdown(comparison)).toMatch(/\| linking +\| ! .*\| 30 of 30 +\|/)
  })

  it('bounds the rate of violations where none was seen, and what most updates cost where n allows it', () => {
    const markdown = toMarkdown(comparison)
    expect(markdown).toContain('0 of 30 (≤ 9.6 %)')
    expect(markdown).toContain('- das: 90 % of updates take ≤ 12.9 ms, and cost ≤ 22 ms of downtime (n = 30)')
    expect(markdown).not.toContain('95 % of updates take ≤')
    expect(toMarkdown(compare(records.filter(({ block }) => block < 28)))).not.toContain('90 % of updates take ≤')
  })

  it('carries the warnings, with their remedies', () => {
    expect(toMarkdown(comparison)).toMatch(/\| das \[\^w1\] +\|/)
    expect(toMarkdown(comparison)).toContain('[^w1]: in 1 trial, first: It was too much. Give it less.')
  })

  it('counts what the A/A controls set off', () => {
    expect(comparison.falseAlarms).toMatchObject({ alarms: 0 })
    expect(toMarkdown(comparison)).toContain('differ from the null updates of their blocks in 0 of ')
    expect(compare(records.filter(({ role }) => role !== 'a/a'))).not.toHaveProperty('falseAlarms')
  })

  it('has the judgements as CSV, empty where n is too small', () => {
    const [header = '', ...rows] = toCsv(compare(records.filter(({ block }) => block < 4))).split('\n')
    const at = (name: string): number => header.split(',').indexOf(name)
    const podus = rows.find((row) => row.includes(',podus,'))?.split(',')
    expect(podus?.[at('steady_state_n')]).toBe('4')
    expect(podus?.[at('efficiency_upper')]).toBe('')
    expect(podus?.[at('steady_state_letters')]).toBe('')
  })
})

describe('a void block', () => {
  const noisy = records.map((record): TrialRecord =>
    record.block === 2 && record.strategy === 'das' && record.role === 'null'
      ? { ...record, environment: { ...record.environment, stealShare: 0.5 } }
      : record,
  )
  const comparison = compareStrategies('noisy', createSet(noisy, { voidRules: usualVoidRules }), {})

  it('is left out as a whole, and listed', () => {
    expect(comparison.cells.map(({ strategy, n }) => [strategy, n])).toEqual([
      ['podus', 29],
      ['dymos', 29],
      ['das', 29],
      ['linking', 29],
    ])
    expect(toMarkdown(comparison)).toContain('**1 block left out by the rules fixed in the plan')
    expect(toMarkdown(comparison)).toContain('- tiny/faster block 3 is void: das null: 50 % of')
  })
})

function createStrategy(name: string): Strategy {
  const claims = Object.fromEntries(
    Object.keys(changeKinds).map((kind) => [kind, { expect: kind === 'active' ? 'stalls' : 'completes' }]),
  )
  const deviations =
    name === 'linking' ? [{ workload: 'tiny', update: 'faster', found: 'violates', because: 'It is so.' }] : []
  const profile = { type: 'procedure', changes: 'procedure implementation', intervention: 'low', updateTime: 'short' }
  return { name, claims, deviations, profile } as unknown as Strategy
}
