import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { prepareTrial } from '../../harness/prepare.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

const saboteurs = resolve(import.meta.dirname, '../../harness/check/saboteurs')

/** Each planted fault, on which update, and by what it must be caught in a traced run. */
const faults = [
  { fault: 'drop-reply', update: 'rounding', kinds: ['lost'] },
  { fault: 'answer-twice', update: 'rounding', kinds: ['duplicated'] },
  { fault: 'claim-completion', update: 'rounding', kinds: ['stale', 'resident'] },
  { fault: 'corrupt-account', update: 'rounding', kinds: ['wrong', 'finalState'] },
  { fault: 'map-twice', update: 'currency', kinds: ['mapperRepeated'] },
  { fault: 'skip-mapper', update: 'currency', kinds: ['representation'] },
  { fault: 'dmert', update: 'fees', kinds: ['wrong', 'torn'] },
] as const

test.each(faults)('$fault on $update is caught', async ({ fault, update, kinds }) => {
  const record = await run(fault === 'dmert' ? fault : join(saboteurs, `${fault}.ts`), update, {})
  const found = Object.entries({ ...record.violations.observable, ...record.violations.internal })
    .filter(([, count]) => count > 0)
    .map(([kind]) => kind)
  expect(found).toEqual(expect.arrayContaining([...kinds]))
  expect(record.verdict).toBe('invalid')
})

test('money that nobody paid is told by replies, audits, balances and the journal', async () => {
  const { violations } = await run(join(saboteurs, 'corrupt-account.ts'), 'rounding', {})
  const told = violations.examples.map(({ explanation }) => explanation).join('\n')
  expect(told).toContain('No order of the overlapping requests explains it')
  expect(violations.observable.finalState).toBeGreaterThan(2)
})

test('at every point: podus violates nothing; an interface without interprocedure, and a torn group, are seen', async () => {
  expect(await explorePoints('podus', 'fees')).toMatchObject({ violated: 0, stalled: 0, failed: 0 })
  expect(Object.keys((await explorePoints('dmert', 'memo')).byKind)).toContain('interface')
  expect(Object.keys((await explorePoints('dmert', 'fees')).byKind)).toContain('torn')
})

async function explorePoints(strategy: string, update: string): Promise<ExplorationReport> {
  const plan = planBank(strategy, update, 4, true)
  const parameters = { ...plan.parameters, accounts: 4, branches: 1 }
  const prepared = await prepareTrial({ ...plan, parameters, forced: true })
  return explore({ prepared, parameters, seed: plan.seed, requests: 6 }, () => undefined)
}

test('the same runs without a fault raise nothing', async () => {
  for (const update of ['currency', 'memo', 'fees', 'limits'] as const) {
    const record = await run('podus', update, { processes: 16 })
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  }
})

test('restart lets all 16 processes finish what they have begun, whatever the update', async () => {
  for (const update of ['currency', 'fees', 'journal-v2'] as const) {
    const record = await run('restart', update, { processes: 16, traced: false })
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  }
})

async function run(strategy: string, update: string, { processes = 4, traced = true }): Promise<TrialRecord> {
  const { record } = await runVirtual(planBank(strategy, update, processes, traced))
  return record
}

function planBank(strategy: string, update: string, processes: number, traced: boolean): TrialPlan {
  return planTally(strategy, update, {
    workload: { name: 'bank', path: join(import.meta.dirname, 'index.ts') },
    parameters: { processes, accounts: 48, branches: 4, audits: 20 },
    traced,
  })
}
