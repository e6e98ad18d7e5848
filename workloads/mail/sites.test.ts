import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialRecord } from '../../harness/store/record.ts'

/** A site for each component: those of the user agents and of each relay. They are updated one after the other. */
const apart = resolve(import.meta.dirname, '../../harness/host/fixtures/apart/index.ts')

test.each(['retry', 'aliases'])('%s: user agents and three relays at sites of their own', async (update) => {
  const record = await run(update)
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect([...new Set(record.phases.map(({ site }) => site))].toSorted()).toEqual(['agents', 'east', 'north', 'south'])
  const swaps = record.phases.filter(({ phase }) => phase === 'swap').map(({ startMs }) => startMs)
  expect(new Set(swaps).size).toBe(4)
})

async function run(update: string): Promise<TrialRecord> {
  const { record } = await runVirtual(
    planTally(apart, update, {
      workload: { name: 'mail', path: join(import.meta.dirname, 'index.ts') },
      parameters: { processes: 1, users: 20, probes: 60 },
      load: { mode: 'open', rate: 500, arrivals: 'poisson' },
      windows: { warmUpMs: 5, capacityMs: 5, beforeMs: 10, horizonMs: 60, limitMs: 20, hangMs: 200 },
    }),
  )
  return record
}
