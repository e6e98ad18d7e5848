import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { countViolations, createSyntheticRecord } from '../store/synthetic-record.ts'
import { explainVerdict } from './explain-verdict.ts'
import { getMedianMetrics } from './median-metrics.ts'
import { summariseRun } from './run-summary.ts'

const own = (block: number, serviceGapMs: number, downtimeMs: number) =>
  createSyntheticRecord({
    id: `own${block}`,
    block,
    metrics: { serviceGapMs, downtimeMs },
    startedAt: `2026-01-31T12:00:0${block}Z`,
  })
const control = createSyntheticRecord({
  id: 'null',
  role: 'null',
  outcome: 'none',
  verdict: 'invalid',
  metrics: { downtimeMs: 1000 },
})

describe('the summary of a run', () => {
  const summary = summariseRun([own(0, 9, 1), control, own(1, 5, 3), own(2, 7, 5)], 'results/x')

  it('has every field of a record, medians of the metrics, and every trial', () => {
    expect(Object.keys(summary)).toEqual(expect.arrayContaining(Object.keys(createSyntheticRecord())))
    expect(summary.metrics).toMatchObject({ serviceGapMs: 7, downtimeMs: 3 })
    expect(summary).toMatchObject({ n: 3, set: 'results/x', role: 'strategy', outcome: 'completed', verdict: 'valid' })
    expect(summary.trials).toHaveLength(4)
  })

  it('shows the trial with the median service gap', () => {
    expect(summary).toMatchObject({ id: 'own2', startedAt: '2026-01-31T12:00:02Z' })
  })

  it('has the worst outcome and verdict, and says how often', () => {
    const stalled = createSyntheticRecord({ outcome: 'stalled', reason: 'main is active', verdict: 'unknown' })
    expect(summariseRun([own(0, 1, 1), stalled, own(1, 1, 1)], '')).toMatchObject({
      outcome: 'stalled',
      reason: '1 of 3 trials: main is active',
      verdict: 'unknown',
    })
    expect(summariseRun([stalled], '')).toMatchObject({ outcome: 'stalled', reason: 'main is active' })
    const invalid = createSyntheticRecord({}, countViolations({ lost: 1 }))
    expect(summariseRun([stalled, invalid], '').verdict).toBe('invalid')
  })

  it('adds up what clients saw, and counts the traced run once', () => {
    const violating = createSyntheticRecord({}, countViolations({ lost: 2 }, { torn: 3 }))
    const { violations } = summariseRun([violating, violating], '')
    expect(violations).toMatchObject({ total: 7, observable: { lost: 4 }, internal: { torn: 3 } })
    expect(violations.examples.map(({ kind }) => kind)).toEqual(['lost', 'torn'])
  })

  it('names each kind of warning once, those of the controls too', () => {
    const warning = { code: 'steal', message: 'm', remedy: 'r' }
    const trials = [
      createSyntheticRecord({ warnings: [warning] }),
      createSyntheticRecord({ role: 'null', warnings: [warning, { ...warning, code: 'other' }] }),
    ]
    expect(summariseRun(trials, '').warnings.map(({ code }) => code)).toEqual(['steal', 'other'])
  })

  it('merges histograms, rather than averaging percentiles', () => {
    const trials = [[1, 2], [3]].map((values) =>
      createSyntheticRecord({ histograms: { before: encode(values), during: encode(values), after: '' } }),
    )
    const { histograms, metrics } = summariseRun(trials, '')
    const merged = decodeFromCompressedBase64(histograms.during, 32, false)
    expect([merged.totalCount, merged.maxValue, merged.getValueAtPercentile(50)]).toEqual([3, 3, 2])
    expect(histograms.after).toBe('')
    // Of microseconds. The trials' own are as they were measured, and stay so where no reply came.
    expect(metrics.latency.during).toEqual({ p50: 0.002, p99: 0.003, p999: 0.003, max: 0.003 })
    expect(metrics.latency.after).toEqual(trials[0]?.metrics.latency.after)
    expect(summariseRun(trials.slice(0, 1), '').metrics.latency).toEqual(trials[0]?.metrics.latency)
  })

  it('needs a trial of the strategy', () => {
    expect(() => summariseRun([control], '')).toThrow('No trial of the strategy')
  })
})

describe('median metrics', () => {
  it('leave out what was not measured, and are null where nothing was', () => {
    const { metrics } = createSyntheticRecord()
    const all = [
      { ...metrics, updateMs: null, efficiency: null, recoveryCensored: false },
      { ...metrics, updateMs: 4, efficiency: null, recoveryCensored: true },
      { ...metrics, updateMs: 8, efficiency: null, recoveryCensored: false },
    ] as const
    expect(getMedianMetrics(all)).toMatchObject({
      updateMs: 6,
      efficiency: null,
      recoveryCensored: true,
      latency: metrics.latency,
    })
  })
})

describe('the explanation of a verdict', () => {
  it('bounds what was not seen by the number of trials', () => {
    expect(explainVerdict(summariseRun([own(0, 1, 1)], ''))).toMatch(
      /one trial.*for want of a trace.*n = 1, up to 95 %/,
    )
    const trials = Array.from({ length: 15 }, (_, block) => createSyntheticRecord({ block }, countViolations({}, {})))
    expect(explainVerdict(summariseRun(trials, ''))).toMatch(
      /all of 15 trials.*traced run shows nothing wrong.*up to 18 %/,
    )
  })

  it('counts the violations', () => {
    const violating = createSyntheticRecord({}, countViolations({ lost: 2 }, { torn: 1 }))
    expect(explainVerdict(summariseRun([violating], ''))).toBe('3 violations: 2 lost, 1 torn.')
  })

  it('does not call a refusal checked', () => {
    expect(explainVerdict(summariseRun([createSyntheticRecord({ outcome: 'refused' })], ''))).toMatch(
      /Nothing was touched/,
    )
  })
})

function encode(values: readonly number[]): string {
  const histogram = build({ bitBucketSize: 32, useWebAssembly: false })
  for (const value of values) histogram.recordValue(value)
  return encodeIntoCompressedBase64(histogram)
}
