import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import { crashEverywhere, findBroken } from '../fixtures/crashes.ts'

async function scp(update: string, more: Partial<TrialPlan> = {}): Promise<TrialRecord> {
  const { record } = await runVirtual(planTally('scp', update, more))
  return record
}

test('the same effects: one half serves while the other is replaced, and each step is a command', async () => {
  const record = await scp('stamp')
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(record.phases.map(({ phase }) => phase)).toEqual([
    'load unit-1',
    'save the state of unit-1',
    'start unit-1',
    'unit-1 catches up',
    'load unit-2',
    'save the state of unit-2',
    'start unit-2',
    'unit-2 catches up',
  ])
  // route to 2, replace 1, route to 1, replace 2, route to both
  expect(record.effort).toMatchObject({ commands: 5, decisions: 1 })
  const { all, share, timesMs } = record.metrics.unitsInService!
  expect([all, timesMs[0]]).toEqual([2, undefined])
  expect(share).toBeCloseTo(0.5, 1)
})

test('other effects: the halves are apart, and nobody serves while the state is converted', async () => {
  const record = await scp('fee')
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(record.phases.map(({ phase }) => phase)).toEqual([
    'load unit-1',
    'unit-1 catches up',
    'finish what is in hand',
    'save the state of unit-1',
    'start unit-1',
    'load unit-2',
    'save the state of unit-2',
    'start unit-2',
    'unit-2 catches up',
  ])
  // route to 2, replace 1, route to none, route to 1, replace 2, route to both
  expect(record.effort).toMatchObject({ commands: 6, decisions: 1 })
  expect(record.metrics.unitsInService!.timesMs[0]).toBeGreaterThan(0)
})

test.each(['stamp', 'fee'])('%s, four units: the first two, then the others', async (update) => {
  const path = resolve(import.meta.dirname, 'fixtures/four-units.ts')
  const { record } = await runVirtual(planTally(path, update))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  const loads = record.phases.map(({ phase }) => phase).filter((phase) => phase.startsWith('load'))
  expect(loads).toEqual([1, 2, 3, 4].map((number) => `load unit-${number}`))
  const { all, timesMs } = record.metrics.unitsInService!
  expect([all, timesMs[1], timesMs[3]]).toEqual([4, undefined, undefined])
  expect(timesMs[2]).toBeGreaterThan(0)
})

test('four units: one crashes while the first two are replaced: no two versions serve together', async () => {
  const path = resolve(import.meta.dirname, 'fixtures/four-units.ts')
  const results = await crashEverywhere(
    planTally(path, 'stamp', { parameters: { processes: 1, pauses: 100 } }),
    'unit-2',
  )
  expect(results.some(({ reason }) => reason?.includes('only unit-3, unit-4 serves the old version') === true)).toBe(
    true,
  )
  expect(findBroken(results, 1)).toEqual([])
})

test('halves that cannot bear the change together never serve at the same time', async () => {
  const record = await scp('fee', { parameters: { processes: 4, pauses: 100 } })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  const [first, second] = ['start unit-1', 'load unit-2'].map((name) =>
    record.phases.find(({ phase }) => phase === name),
  )
  expect(second!.startMs).toBeGreaterThanOrEqual(first!.endMs)
})

test('a new version that does not start: all units serve the old one, and nothing is lost', async () => {
  const record = await scp('throws-at-load')
  expect(record).toMatchObject({ outcome: 'failed', verdict: 'valid', violations: { total: 0 } })
  expect(record.reason).toContain('all units serve the old version')
})

test('a unit that crashes is routed around; what it had in hand is lost', async () => {
  for (const site of ['unit-1', 'unit-2']) {
    const faults = [{ atMs: 2, fault: { kind: 'crash', site } }] as const
    const { violations } = await scp('stamp', { role: 'null', faults })
    const { lost, ...others } = violations.observable
    expect(lost).toBeLessThanOrEqual(1)
    expect(Object.values(others).every((count) => count === 0)).toBe(true)
  }
})

test.each(['unit-1', 'unit-2'])(
  '%s is gone before the update: no error, it comes up in the new version',
  async (site) => {
    const record = await scp('fee', { faults: [{ atMs: 1, fault: { kind: 'crash', site } }] })
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
    const other = site === 'unit-1' ? 'unit-2' : 'unit-1'
    expect(record.phases.map(({ phase }) => phase).slice(0, 4)).toEqual([
      `load ${site}`,
      'finish what is in hand',
      `save the state of ${other}`,
      `start ${site}`,
    ])
  },
)

test('a unit that cannot be given the new version: the others stay updated, and this is said', async () => {
  const { phases } = await scp('fee')
  const startOf = (name: string): number => phases.find(({ phase }) => phase === name)!.startMs
  const atMs = startOf('load unit-2') - startOf('load unit-1')
  const record = await scp('fee', { faults: [{ atMs, after: 'update', fault: { kind: 'crash', site: 'unit-2' } }] })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(record.reason).toContain('unit-2 is not updated, and serves no more')
})

describe('what units share out', () => {
  const load = { mode: 'saturated' } as const
  const path = resolve(import.meta.dirname, '../../harness/host/fixtures/lookup/index.ts')
  const lookup = { workload: { name: 'lookup', path }, load, role: 'null' } as const

  test('is looked up by both at the same time: a unit that is missing is half of the capacity', async () => {
    const both = await scp('unknown', lookup)
    const one = await scp('unknown', { ...lookup, faults: [{ atMs: 0, fault: { kind: 'crash', site: 'unit-2' } }] })
    expect([both.verdict, both.violations.total]).toEqual(['valid', 0])
    const share = sum(one.rates.good) / sum(both.rates.good)
    expect(share).toBeGreaterThan(0.45)
    expect(share).toBeLessThan(0.6)
  })

  test('is nothing where each request changes the state: both carry out all of them', async () => {
    const both = await scp('fee', { load, role: 'null' })
    const one = await scp('fee', {
      load,
      role: 'null',
      faults: [{ atMs: 0, fault: { kind: 'crash', site: 'unit-2' } }],
    })
    expect(sum(one.rates.good) / sum(both.rates.good)).toBeGreaterThan(0.9)
  })
})

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe.each(['unit-1', 'unit-2'])('%s crashes at any point of an update', (site) => {
  test.each([
    { update: 'fee', processes: 1 },
    { update: 'stamp', processes: 1 },
    { update: 'stamp', processes: 2 },
  ])('$update, $processes processes: the other goes on, and what was in hand at most is lost', async (more) => {
    const { update, processes } = more
    const results = await crashEverywhere(planTally('scp', update, { parameters: { processes, pauses: 100 } }), site)
    expect(results.length).toBeGreaterThan(5)
    expect(findBroken(results, processes)).toEqual([])
  })
})
