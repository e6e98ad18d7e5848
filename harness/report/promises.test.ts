import { describe, expect, it } from 'vitest'
import { countViolations, createSyntheticRecord } from '../store/synthetic-record.ts'
import type { Role, TrialRecord } from '../store/record.ts'
import { describeAllowance, getAllowanceShare } from './allowance.ts'
import { plain } from './paint.ts'
import { summariseRun } from './run-summary.ts'
import { createCell, type CellInput } from './table/cell.ts'
import { csvColumns } from './table/columns.ts'
import { toMarkdown } from './table/markdown.ts'
import { describeRun } from './terminal/run-text.ts'

const hourMs = 3_600_000
const allowance = { name: 'two hours in 40 years', downtimeMs: 2 * hourMs, perMs: 40 * 365.25 * 24 * hourMs }

/** A trial of 1000 cycles, ten before the load, that missed so many during and after the update. */
function createTrial(role: Role, during: number, after: number): TrialRecord {
  return createSyntheticRecord({
    role,
    deadlineMs: 1,
    allowance,
    load: { mode: 'open', rate: 1000, arrivals: 'constant' },
    metrics: {
      downtimeMs: 1800,
      jitter: {
        before: { p50: 0.01, p99: 0.02, max: 0.03 },
        during: { p50: 0.04, p99: 0.5, max: 6 },
        after: { p50: 0.07, p99: 0.08, max: 0.09 },
      },
      deadlines: {
        before: { due: 10, missed: 0 },
        during: { due: 90, missed: during },
        after: { due: 900, missed: after },
      },
    },
  })
}

function create(trials: CellInput['trials'], controls: readonly TrialRecord[], strategy?: CellInput['strategy']) {
  return createCell({ trials, controls, strategy, judgements: {} })
}

const own = createTrial('strategy', 5, 0)
const control = createTrial('null', 1, 2)
const cell = create([own, own], [control, control])
const text = (...trials: readonly TrialRecord[]): string =>
  describeRun(summariseRun(trials, 'results/x'), { paint: plain, columns: 100 })

describe('an allowance', () => {
  it('of two hours in 40 years is three minutes a year', () => {
    expect(describeAllowance(allowance)).toBe('two hours in 40 years, so 180 s a year')
    expect(getAllowanceShare(1800, allowance)).toBeCloseTo(0.01, 12)
  })

  it('stands below the downtime, as the share of it that the update costs', () => {
    expect(text(own)).toMatch(/downtime .*\n… of a year's allowance +1 % +two hours in 40 years, so 180 s a year\n/)
    expect(text(createSyntheticRecord())).not.toContain('allowance')
  })

  it('has a table of its own, for the workloads that have one', () => {
    const markdown = toMarkdown(compare([cell]))
    expect(markdown).toMatch(/allowed for a year \(two hours in 40 years, so 180 s a year\)/)
    expect(markdown).toMatch(/\| podus +\| 1 % +\|/)
    expect(toMarkdown(compare([create([createSyntheticRecord()], [])]))).not.toContain('allowed')
  })
})

describe('missed deadlines', () => {
  it('stand beside those of the controls', () => {
    expect(text(own, control)).toMatch(
      /missed 1 ms +before +during +after\npodus +0 of 10 +5 of 90 +0 of 900\nnull update +0 of 10 +1 of 90 +2 of 900\n/,
    )
    expect(text(createSyntheticRecord())).not.toContain('missed')
  })

  it('are added up over the trials', () => {
    expect(toMarkdown(compare([cell]))).toMatch(
      /\| faster +\| podus +\| 0 of 20 +\| 10 of 180 +\| 0 of 1,800 +\| 6 of 2,000 +\|/,
    )
    const values = Object.fromEntries(csvColumns.map(({ key, value }) => [key, value(cell)]))
    expect(values).toMatchObject({ deadlines_during: 180, deadlines_missed_during: 10, deadlines_missed_after: 0 })
  })
})

describe('a claim that late replies contradict', () => {
  const claims = Object.fromEntries(
    ['body', 'interface'].map((kind) => [kind, { expect: 'completes' }]),
  ) as unknown as NonNullable<CellInput['strategy']>['claims']
  const late = { ...own, verdict: 'invalid', violations: countViolations({ late: 5 }) } as const

  it('is noted with what the null update missed', () => {
    expect(create([late], [control], { claims }).contradiction).toMatch(
      /^claims ✓ for body, measured ! in 1 of 1 \(its null update missed 3 of 1,000 deadlines too\): an example/,
    )
    expect(create([late], [createTrial('null', 0, 0)], { claims }).contradiction).toMatch(/in 1 of 1: an example/)
  })
})

describe('jitter', () => {
  it('is shown where requests come evenly', () => {
    expect(text(own)).toMatch(/jitter, ms +p50 +p99 +max\nbefore +0\.01 +0\.02 +0\.03\nduring +0\.04 +0\.5 +6\n/)
    expect(text({ ...own, load: { ...own.load, arrivals: 'poisson' } })).not.toContain('jitter')
  })
})

function compare(cells: readonly ReturnType<typeof createCell>[]): Parameters<typeof toMarkdown>[0] {
  const source = { set: 'x', plan: 'x', trials: 1, planned: 1, machines: [], commits: [], from: '', to: '' }
  return { source, claims: [], cells, voids: [], problems: [] }
}
