import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TrialPlan } from '../trial-plan.ts'
import type { TrialRecord } from '../store/record.ts'
import { planTally } from './fixtures/plans.ts'
import { runVirtual } from './fixtures/run-virtual.ts'

/** Some 2,000 requests a second are served, as each is a pause; so many times more are offered, for a fifth of a second. */
function overload(strategy: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally(strategy, 'stamp', {
    parameters: { processes: 1, pauses: 1024 },
    load: { mode: 'open', rate: 50_000, arrivals: 'poisson' },
    windows: { warmUpMs: 1, capacityMs: 5, beforeMs: 3, horizonMs: 200, limitMs: 6, hangMs: 5000, loadingMs: 200 },
    ...more,
  })
}

const saboteurs = resolve(import.meta.dirname, '../check/saboteurs')

describe.each(['direct', 'podus', 'restart', 'failover', 'scp', 'argus'])('%s at many times what it bears', (name) => {
  test('is judged by what was handed out, and by the final state', async () => {
    const { record } = await runVirtual(overload(name))
    expect(record).toMatchObject({ verdict: 'valid', violations: { total: 0 } })
    expect(record.outcome).toBe(name === 'direct' ? 'none' : 'completed')
    expect(record.leftInQueue).toBeGreaterThan(1000)
    expectLeftAreLate(record)
  })
})

test.each([
  ['drop-reply', { lost: 1 }],
  ['answer-twice', { duplicated: 1 }],
  ['corrupt-record', {}],
])('%s is caught in the overloaded trial too', async (name, observable) => {
  const { record } = await runVirtual(overload(`${saboteurs}/${name}.ts`))
  expect(record).toMatchObject({ verdict: 'invalid', violations: { observable } })
  if (name === 'corrupt-record') expect(record.violations.observable.finalState).toBeGreaterThan(0)
  expect(record.leftInQueue).toBeGreaterThan(1000)
})

test.each([
  ['is served', 500],
  ['grows', 100],
])('a program that hangs while its queue %s hangs, and what it owes is lost', async (_, atMs) => {
  const faults = [{ atMs, fault: { kind: 'suspend', site: 'main', forMs: 60_000 } }] as const
  const { record } = await runVirtual(overload('podus', { faults }))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'invalid' })
  expect(record.reason).toMatch(/^hung: no reply for/)
  expect(record.violations.observable.lost).toBeGreaterThan(1000)
  expect(record.leftInQueue).toBeUndefined()
})

test('a program that stands still for longer than its queue is served, and then goes on, is slow', async () => {
  const faults = [{ atMs: 100, fault: { kind: 'suspend', site: 'main', forMs: 4000 } }] as const
  const { record } = await runVirtual(overload('podus', { faults }))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid' })
  expect(record.leftInQueue).toBeGreaterThan(1000)
})

test('a program that bears its load leaves nothing', async () => {
  const { record } = await runVirtual(overload('podus', { load: { mode: 'open', rate: 1000, arrivals: 'poisson' } }))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid' })
  expect(record).not.toHaveProperty('leftInQueue')
  expect(record.warnings).toEqual([])
})

function expectLeftAreLate({ metrics, warnings, role, leftInQueue = 0 }: TrialRecord): void {
  expect(metrics.downtimeByCause).toMatchObject({ lost: 0, wrong: 0, errored: 0 })
  // At 50 requests a millisecond; but for those that came when the horizon had passed.
  expect(metrics.downtimeByCause.late).toBeGreaterThan(leftInQueue / 50 - 20)
  expect(metrics.unavailability).toBeGreaterThan(0.9)
  expect(metrics.latency.after.max).toBeGreaterThan(2000)
  const [warning] = warnings.filter(({ code }) => code === 'queue-left')
  expect(warning?.message).toContain(`${leftInQueue.toLocaleString('en')} of the `)
  expect(warning?.message.startsWith('In the control `direct` ')).toBe(role === 'direct')
  expect(warning?.remedy).toMatch(/--load open:\d+\/s\.$/)
}
