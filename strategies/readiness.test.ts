import { expect, test } from 'vitest'
import { planTally } from '../harness/host/fixtures/plans.ts'
import { runVirtual } from '../harness/host/fixtures/run-virtual.ts'
import type { TrialRecord } from '../harness/store/record.ts'
import type { Strategy } from './contract.ts'
import { strategies } from './registry.ts'

/** Those that put another instance of the program in the place of the old one. */
const replacing = Object.values<Strategy>(strategies).filter(
  ({ control, isControl }) => control !== undefined && isControl !== true,
)

async function update(name: string, what: string): Promise<TrialRecord> {
  const { record } = await runVirtual(planTally(name, what, { parameters: { processes: 2, pauses: 100 } }))
  return record
}

test.each(replacing)('$name: the old version stops only when the new one is there', async ({ name }) => {
  const { outcome, phases } = await update(name, 'fee')
  expect(outcome).toBe('completed')
  const [first] = phases.filter(({ part }) => part !== 'load')
  const loading = phases.find(({ part }) => part === 'load')
  expect(loading?.endMs).toBeLessThanOrEqual(first?.startMs ?? -1)
})

test.each(replacing)('$name: where the new one cannot be started, the old one has not stopped', async ({ name }) => {
  const record = await update(name, 'throws-at-load')
  expect(record).toMatchObject({ outcome: 'failed', verdict: 'valid', violations: { total: 0 } })
  expect(record.reason).toContain('the table of stamps is not there')
})
