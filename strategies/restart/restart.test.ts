import { expect, test } from 'vitest'
import { planTally, shortWindows } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

/** Three processes, of whose requests some take a while. */
const busy = { parameters: { processes: 3, pauses: 200 } }

async function restart(update: string, more: Partial<TrialPlan> = {}): Promise<TrialRecord> {
  const { record } = await runVirtual(planTally('restart', update, { ...busy, ...more }))
  return record
}

test('drains, saves the state, ends the site, starts the new version and waits for its first request', async () => {
  const { phases, effort, metrics } = await restart('stamp')
  expect(phases.map(({ phase }) => phase)).toEqual(['drain', 'save state', 'end', 'start', 'first request'])
  for (const [index, { startMs }] of phases.entries()) {
    expect(startMs).toBeGreaterThanOrEqual(phases[index - 1]?.endMs ?? 0)
  }
  expect([effort.commands, metrics.versionsResident]).toEqual([1, 1])
})

test('what arrives meanwhile is answered late, and nothing is lost', async () => {
  const { outcome, violations, metrics } = await restart('stamp')
  expect([outcome, violations.total]).toEqual(['completed', 0])
  expect(metrics.serviceGapMs).toBeGreaterThan(0)
  expect(metrics.updateMs).toBeGreaterThan(0)
})

test.each(['fee', 'sparse', 'retire', 'loop'])(
  'state goes over, converted where a mapper says so: %s',
  async (update) => {
    expect(await restart(update)).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  },
)

test('what has not been answered within the limit is lost, and counted', async () => {
  const { outcome, verdict, violations } = await restart('stamp', { windows: { ...shortWindows, limitMs: 0.002 } })
  expect([outcome, verdict]).toEqual(['completed', 'invalid'])
  expect(violations.observable.lost).toBeGreaterThan(0)
  expect(violations.total).toBe(violations.observable.lost)
})

test('a new version that does not start leaves nothing that serves', async () => {
  const { outcome, reason, violations } = await restart('throws-at-load')
  expect(outcome).toBe('failed')
  expect(reason).toContain('the table of stamps is not there')
  expect(violations.observable.lost).toBeGreaterThan(100)
})
