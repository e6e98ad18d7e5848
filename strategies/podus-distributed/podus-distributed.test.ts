import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../harness/host/faults.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { compileUpdate } from '../../harness/prepare.ts'
import { runVirtualSoak } from '../../harness/soak/fixtures/run-virtual-soak.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import { workload as bank } from '../../workloads/bank/index.ts'
import { assess } from './rules.ts'

const root = resolve(import.meta.dirname, '../..')
const partly = resolve(import.meta.dirname, 'fixtures/partly/index.ts')

function planMail(strategy: string, update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally(strategy, update, {
    workload: { name: 'mail', path: `${root}/workloads/mail/index.ts` },
    parameters: { processes: 1, users: 10, failures: 20, probes: 30 },
    load: { mode: 'open', rate: 4000, arrivals: 'poisson' },
    ...more,
  })
}

describe('each site by itself', () => {
  test.each([false, true])('a protocol changes while sites of both versions talk; traced: %s', async (traced) => {
    const { record } = await runVirtual(planMail('podus-distributed', 'envelope', { traced }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
    expect(new Set(record.phases.map(({ site }) => site))).toEqual(new Set(['agents', 'north', 'south', 'east']))
    // Each administrator loads and updates.
    expect(record.effort.commands).toBe(8)
  })

  test.each(['envelope', 'aliases', 'retry', 'queue'])(
    'one site is never updated, and works with all others: %s',
    async (update) => {
      const { record } = await runVirtual(planMail(partly, update))
      expect(record).toMatchObject({ outcome: 'completed', violations: { total: 0 } })
      expect(record.phases.map(({ site }) => site)).not.toContain('south')
    },
  )

  test('without the support code of the way back, new callers cannot call a site that has not been updated', async () => {
    const { record } = await runVirtual(
      planTally(partly, 'direct-amount', {
        workload: { name: 'pair', path: `${root}/harness/host/fixtures/pair/index.ts` },
        parameters: { processes: 1 },
        load: { mode: 'open', rate: 4000, arrivals: 'poisson' },
      }),
    )
    expect(record.verdict).toBe('invalid')
    expect(record.reason ?? record.violations.examples[0]?.explanation).toContain(
      'store.ts#add at site store is still that of v2, and there is no interprocedure for callers of v3',
    )
  })
})

test('versions that no site uses any more are let go of, and do not pile up update by update', async () => {
  const trial = planMail('podus-distributed', 'aliases')
  const { rounds, ...record } = await runVirtualSoak({ trial, along: ['aliases'], updates: 8 })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  // The first one, in which `main` goes on, the newest, and the one before it.
  expect(Math.max(...rounds.map(({ versionsResident }) => versionsResident))).toBeLessThanOrEqual(3)
})

test('refuses semantically dependent procedures at several sites', () => {
  const declaration = bank.updates[0]
  const update = compileUpdate(bank, declaration)
  const groups = [
    ['ledger.ts#debit', 'ledger.ts#credit'],
    ['ledger.ts#debit', 'teller.ts#serve'],
  ]
  expect(assess({ ...update, support: { ...update.support, groups } })).toEqual([
    {
      change: 'ledger.ts#debit, teller.ts#serve',
      rule: 'semantically dependent procedures must be at one site, and these are at ledger and tellers',
    },
  ])
})

describe('what breaks ends in an outcome, and at the other sites the update goes on', () => {
  const at = (fault: Fault): Partial<TrialPlan> => ({ faults: [{ atMs: 2.9, fault }] })

  test('a site that crashes', async () => {
    const { record } = await runVirtual(planMail('podus-distributed', 'retry', at({ kind: 'crash', site: 'east' })))
    expect(record.outcome).toBe('failed')
    expect(record.reason).toContain('east')
  })

  test('a partition: no administrator waits for it to end', async () => {
    const forMs = 30
    const fault = { kind: 'partition', between: ['north', 'south'], forMs } as const
    const { record } = await runVirtual(
      planMail('podus-distributed', 'envelope', { faults: [{ atMs: 0, after: 'update', fault }] }),
    )
    expect(record.outcome).toBe('completed')
    const updates = record.phases.filter(({ phase }) => phase === 'settle')
    expect(new Set(updates.map(({ site }) => site))).toEqual(new Set(['agents', 'north', 'south', 'east']))
    const startMs = record.phases[0]!.startMs
    expect(Math.max(...updates.map(({ endMs }) => endMs))).toBeLessThan(startMs + forMs)
  })

  test('slow messages break nothing', async () => {
    const fault = { kind: 'delay', from: 'north', to: 'south', ms: 2, forMs: 20 } as const
    const { record } = await runVirtual(planMail('podus-distributed', 'envelope', at(fault)))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  })
})
