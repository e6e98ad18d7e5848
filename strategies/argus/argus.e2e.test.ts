import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runTrialProcess } from '../../harness/trial-process.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

const windows = { warmUpMs: 50, capacityMs: 20, beforeMs: 100, horizonMs: 800, limitMs: 500, hangMs: 10_000 }

function plan(more: Partial<TrialPlan>): TrialPlan {
  return planTally('argus', 'direct-amount', {
    workload: { name: 'pair', path: resolve(import.meta.dirname, '../../harness/host/fixtures/pair/index.ts') },
    parameters: { processes: 1 },
    load: { mode: 'open', rate: 200, arrivals: 'poisson' },
    windows,
    ...more,
  })
}

test('threads, SQLite: a subsystem is replaced', { timeout: 60_000 }, async () => {
  const record = await runTrialProcess(plan({}))
  expect([record.reason, record.violations.examples]).toEqual([undefined, []])
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
})

test('threads, SQLite: each site crashes, and nothing is lost', { timeout: 60_000 }, async () => {
  const faults = ['store', 'front'].map((site, index) => ({
    atMs: 60 + index * 300,
    fault: { kind: 'crash', site } as const,
  }))
  const record = await runTrialProcess(plan({ role: 'null', faults }))
  expect([record.reason, record.violations.examples]).toEqual([undefined, []])
  expect(record).toMatchObject({ outcome: 'none', verdict: 'valid', violations: { total: 0 } })
})

test('threads, SQLite: at many times the load that it bears, what is handed out is right, and the rest is left', async () => {
  const load = { mode: 'open', rate: 100_000, arrivals: 'poisson' } as const
  const record = await runTrialProcess(plan({ load, windows: { ...windows, horizonMs: 200 } }))
  expect([record.reason, record.violations.examples]).toEqual([undefined, []])
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid' })
  expect(record.leftInQueue).toBeGreaterThan(0)
})
