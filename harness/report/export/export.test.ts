import { Ajv } from 'ajv'
import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSyntheticRecord } from '../../store/synthetic-record.ts'
import { usualVoidRules } from '../../store/void-rules.ts'
import { createBlocks, createSet } from '../fixtures/synthetic-set.ts'
import { toBencher } from './bencher.ts'
import { toBenchstat } from './benchstat.ts'
import { checkTraceEvents } from './fixtures/check-trace-events.ts'
import { openInDevTools } from './fixtures/open-in-devtools.ts'
import { parseBenchfmt } from './fixtures/parse-benchfmt.ts'
import { toGithubAction } from './github-action.ts'
import { toTraceEvents } from './trace-events.ts'
import { toTrialsCsv } from './trials-csv.ts'

/** Six blocks, so that there are intervals, of one strategy; one update that was refused, so that there is nothing. */
const set = createSet([
  ...createBlocks({
    blocks: 6,
    capacity: (block) => 880_000 + 8000 * block,
    // No worse than the null update in all blocks but one: the estimate is 0.
    change: (block) => ({ metrics: { downtimeMs: block === 3 ? 1.9 : 0.9, updateMs: 1.5 + block / 10 } }),
  }),
  createSyntheticRecord({
    id: 'refused',
    update: 'tos',
    strategy: 'dmert',
    outcome: 'refused',
    reason: 'types, they are fixed',
  }),
])
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

describe('trials as CSV', () => {
  const text = toTrialsCsv(set)

  it('is as the golden file, and a parser of CSV reads back what was stored', async () => {
    await expect(text).toMatchFileSnapshot('./trials.golden.csv')
    const rows = parse(text, { columns: true }) as Row[]
    expect(rows).toHaveLength(25)
    expect(rows[0]).toMatchObject({
      strategy: 'podus',
      block: '0',
      update_ms: '1.5',
      latency_during_p99: '1.5',
      efficiency: '1',
    })
    expect(new Set(rows.map((row) => Object.keys(row).length)).size).toBe(1)
  })

  it('says which trials are void, and has them without what their block would tell', () => {
    const noise = { lagMs: 1, othersShare: 0.6, calibrationNs: [1000, 1000] } as const
    const noisy = createBlocks({ blocks: 3 }).map((trial) => (trial.block === 1 ? { ...trial, noise } : trial))
    const rows = parse(toTrialsCsv(createSet(noisy, { voidRules: usualVoidRules })), { columns: true }) as Row[]
    for (const row of rows) expect(row['void']).toBe(String(row['block'] === '1'))
    expect(rows.filter(({ role }) => role === 'strategy').map((row) => row['efficiency'])).toEqual(['1', '', '1'])
  })
})

type Row = Readonly<Record<string, string>>

describe('github-action-benchmark', () => {
  const { smaller, bigger } = toGithubAction(set)

  it('is as the golden files', async () => {
    await expect(json(smaller)).toMatchFileSnapshot('./github-action.smaller.golden.json')
    await expect(json(bigger)).toMatchFileSnapshot('./github-action.bigger.golden.json')
  })

  it('fits the type that its parser reads', () => {
    // BenchmarkResult in benchmark-action/github-action-benchmark, src/extract.ts: an action, which no package registry has.
    const validate = new Ajv().compile({
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1 },
          value: { type: 'number' },
          unit: { type: 'string', minLength: 1 },
          range: { type: 'string' },
          extra: { type: 'string' },
        },
        required: ['name', 'value', 'unit'],
        additionalProperties: false,
      },
    })
    expect([smaller, bigger].map((entries) => validate(JSON.parse(json(entries))))).toEqual([true, true])
    const names = [...smaller, ...bigger].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('has no time below what can be told from none', () => {
    const downtime = smaller.find(({ name }) => name.endsWith('/downtime'))
    expect(downtime?.value).toBe(0.011)
    expect(smaller.every(({ value }) => value > 0)).toBe(true)
  })
})

describe('Bencher Metric Format', () => {
  const metrics = toBencher(set)
  const validate = new Ajv({ strictSchema: false }).compile(
    JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/bmf.schema.json'), 'utf8')) as object,
  )

  it('is as the golden file', async () => {
    await expect(json(metrics)).toMatchFileSnapshot('./bencher.golden.json')
  })

  it('fits the schema that Bencher publishes, also without intervals', () => {
    expect(validate(JSON.parse(json(metrics)))).toBe(true)
    const few = JSON.parse(json(toBencher(createSet(createBlocks({ blocks: 2 }))))) as typeof metrics
    expect(validate(few)).toBe(true)
    expect(few['tiny/podus/faster']?.['steady-state']).toEqual({ value: 0.9 })
    expect(validate({ x: { y: { value: null } } })).toBe(false)
  })

  it('has names that Bencher takes: measures of 64 characters at most', () => {
    expect(
      Object.values(metrics)
        .flatMap(Object.keys)
        .every((name) => name.length <= 64),
    ).toBe(true)
  })
})

describe('the benchmark format of Go', () => {
  const text = toBenchstat(set)

  it('is as the golden file', async () => {
    await expect(text).toMatchFileSnapshot('./benchstat.golden.txt')
  })

  it('is read by its grammar: a line for each trial that was measured, with a direction for each unit', () => {
    const { configuration, units, results } = parseBenchfmt(text)
    expect(configuration).toMatchObject({ cpu: 'Test CPU', node: 'v26.10.0' })
    expect(results).toHaveLength(6)
    expect(new Set(results.map(({ name }) => name))).toEqual(
      new Set(['BenchmarkUpdate/workload=tiny/strategy=podus/update=faster']),
    )
    expect(results[0]?.values).toMatchObject({ 'update-ms': 1.5, 'steady-state': 0.88, 'downtime-ms': 0 })
    for (const unit of results.flatMap(({ values }) => Object.keys(values))) expect(units).toHaveProperty(unit)
    expect(units).toMatchObject({ 'downtime-ms': 'lower', efficiency: 'higher' })
  })

  it('would not be read if it were wrong', () => {
    expect(() => parseBenchfmt('Benchmarkupdate 1 2 ms')).toThrow('Expected a benchmark result')
    expect(() => parseBenchfmt('BenchmarkUpdate 1 x ms')).toThrow('Expected a number')
    expect(() => parseBenchfmt('BenchmarkUpdate 1 2')).toThrow('Expected a benchmark result')
  })
})

describe('Chrome trace events', () => {
  const events = toTraceEvents(set.trials[0]!)

  it('are as the golden file', async () => {
    const { rates, ...record } = set.trials[0]!
    const few = { ...record, rates: { ...rates, good: rates.good.slice(98, 103) } }
    await expect(json(toTraceEvents(few))).toMatchFileSnapshot('./trace.golden.json')
  })

  // Perfetto's own reader, trace_processor, is on neither npm nor Debian; DevTools read the same format.
  it('are shown by Chrome DevTools: a thread for each site, with its phases where they were', async () => {
    const { traceEvents } = JSON.parse(json(events)) as { traceEvents: object[] }
    expect(await openInDevTools(traceEvents)).toEqual({
      'site main': [
        { name: 'load', startMs: 995, ms: 4 },
        { name: 'rebind', startMs: 1000, ms: 1.5 },
      ],
    })
  })

  it('have what a viewer asks of each phase', () => {
    expect(checkTraceEvents(JSON.parse(json(events)))).toEqual([])
    expect(
      checkTraceEvents({ displayTimeUnit: 's', traceEvents: [{ name: 'x', ph: 'X', ts: -1, pid: 1, tid: 1 }] }),
    ).toEqual(['displayTimeUnit is neither ms nor ns', '0: ts of phase X', '0: dur of phase X'])
  })
})
