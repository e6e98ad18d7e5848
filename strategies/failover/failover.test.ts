import { describe, expect, test } from 'vitest'
import { planTally, shortWindows } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import { crashEverywhere, findBroken } from '../fixtures/crashes.ts'

async function failover(update: string, more: Partial<TrialPlan> = {}): Promise<TrialRecord> {
  const { record } = await runVirtual(planTally('failover', update, more))
  return record
}

const phasesOf = ({ phases }: TrialRecord): string[] => phases.map(({ phase }) => phase)

test('the same effects: the new version has the state and carries out the log before the primary stops', async () => {
  const record = await failover('stamp')
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(phasesOf(record)).toEqual([
    'load standby',
    'save the state of standby',
    'start standby',
    'carry out the log',
    'stop the primary',
    'switch',
    'load primary',
    'save the state of primary',
    'start primary',
  ])
})

test('other effects: the old version carries out its log to the end, and its state is converted after that', async () => {
  const record = await failover('fee')
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(phasesOf(record)).toEqual([
    'load standby',
    'carry out the log',
    'stop the primary',
    'carry out the rest of the log',
    'save the state of standby',
    'start standby',
    'switch',
    'load primary',
    'save the state of primary',
    'start primary',
  ])
})

test.each(['fee', 'sparse', 'journal'])('%s, with several processes: the primary’s state is copied', async (update) => {
  const record = await failover(update, { parameters: { processes: 4, pauses: 100 } })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(phasesOf(record)).toContain('save the state of primary')
  expect(phasesOf(record)).not.toContain('save the state of standby')
})

test('each operator step is counted, and the decision how to go about it', async () => {
  for (const update of ['stamp', 'fee'])
    expect((await failover(update)).effort).toMatchObject({ commands: 3, decisions: 1 })
})

test('a new version that does not start: the primary serves on, and nothing is lost', async () => {
  const record = await failover('throws-at-load')
  expect(record).toMatchObject({ outcome: 'failed', verdict: 'valid', violations: { total: 0 } })
  expect(record.reason).toContain('the primary serves on')
})

test('the primary crashes: the standby takes over, and only what was in hand is lost', async () => {
  const faults = [{ atMs: 2, fault: { kind: 'crash', site: 'primary' } }] as const
  const { violations } = await failover('stamp', { role: 'null', faults })
  const { lost, ...others } = violations.observable
  expect(lost).toBeLessThanOrEqual(1)
  expect(Object.values(others).every((count) => count === 0)).toBe(true)
})

test('the standby crashes: nobody notices', async () => {
  const faults = [{ atMs: 2, fault: { kind: 'crash', site: 'standby' } }] as const
  expect(await failover('stamp', { role: 'null', faults })).toMatchObject({ verdict: 'valid' })
})

test('a crash in the middle of the update ends in a reported outcome', async () => {
  for (const site of ['primary', 'standby']) {
    for (const atMs of [3.1, 3.5, 6.5]) {
      const record = await failover('fee', { faults: [{ atMs, fault: { kind: 'crash', site } }] })
      expect(['completed', 'failed']).toContain(record.outcome)
      const { lost, errored, ...others } = record.violations.observable
      expect(Object.values(others).every((count) => count === 0) || lost + errored > 0).toBe(true)
    }
  }
})

test('what the primary cannot answer within the limit is lost, and counted', async () => {
  const windows = { ...shortWindows, limitMs: 0.2 }
  const record = await failover('fee', { windows, parameters: { processes: 8, pauses: 900 } })
  expect(record.violations.observable.lost).toBeGreaterThan(0)
  expect(record.violations.observable.lost).toBeLessThanOrEqual(8)
})

test('a standby that is gone before the update is no error: its machine comes up in the new version', async () => {
  const faults = [{ atMs: 1, fault: { kind: 'crash', site: 'standby' } }] as const
  const record = await failover('fee', { faults })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(phasesOf(record)).toContain('save the state of primary')
})

test('the primary stops only when the new version is ready at the standby', async () => {
  const { phases } = await failover('fee')
  const [load, stop] = ['load standby', 'stop the primary'].map((name) => phases.find(({ phase }) => phase === name))
  expect(stop!.startMs).toBeGreaterThanOrEqual(load!.endMs)
})

test('a former primary that cannot be given the new version: the other serves it, and this is said', async () => {
  const { phases } = await failover('fee')
  const startOf = (name: string): number => phases.find(({ phase }) => phase === name)!.startMs
  const atMs = startOf('load primary') - startOf('load standby')
  const record = await failover('fee', {
    faults: [{ atMs, after: 'update', fault: { kind: 'crash', site: 'primary' } }],
  })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(record.reason).toContain('there is no standby')
})

describe.each(['primary', 'standby'])('%s crashes at any point of an update', (site) => {
  test.each([
    { update: 'fee', processes: 1 },
    { update: 'stamp', processes: 1 },
    { update: 'stamp', processes: 2 },
  ])('$update, $processes processes: the other goes on, and what was in hand at most is lost', async (more) => {
    const { update, processes } = more
    const results = await crashEverywhere(
      planTally('failover', update, { parameters: { processes, pauses: 100 } }),
      site,
    )
    expect(results.length).toBeGreaterThan(10)
    expect(findBroken(results, processes)).toEqual([])
  })
})

test('the standby crashes before it serves: the update has failed, the primary serves on, and nothing is lost', async () => {
  const results = await crashEverywhere(planTally('failover', 'fee'), 'standby')
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  expect(failed.length).toBeGreaterThan(0)
  for (const { reason, violations } of failed) {
    expect(reason).toContain('the primary serves on')
    expect(violations.total).toBe(0)
  }
})

test('the primary crashes while the standby is loaded: the standby serves on with the old version', async () => {
  const faults = [{ atMs: 0, after: 'update', fault: { kind: 'crash', site: 'primary' } }] as const
  const record = await failover('fee', { faults })
  expect(record.outcome).toBe('failed')
  expect(record.reason).toContain('the standby serves on')
  expect(record.violations.total).toBeLessThanOrEqual(1)
})
