import { expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

async function scp(update: string, more: Partial<TrialPlan> = {}): Promise<TrialRecord> {
  const { record } = await runVirtual(planTally('scp', update, more))
  return record
}

test('half of the units after the other, and each step is a command', async () => {
  const record = await scp('stamp')
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
  expect(record.effort.commands).toBe(6)
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
