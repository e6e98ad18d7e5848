import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TrialPlan } from '../trial-plan.ts'
import { runTrialProcess } from '../trial-process.ts'
import type { Fault } from './faults.ts'
import { planTally } from './fixtures/plans.ts'
import { digestLine, runVirtual } from './fixtures/run-virtual.ts'

/** The pair, each component at a site of its own. */
function planPair(update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally(resolve(import.meta.dirname, 'fixtures/apart/index.ts'), update, {
    workload: { name: 'pair', path: resolve(import.meta.dirname, 'fixtures/pair/index.ts') },
    parameters: { processes: 1 },
    load: { mode: 'open', rate: 1000, arrivals: 'poisson' },
    ...more,
  })
}

const breaking = (fault: Fault, atMs = 1): Partial<TrialPlan> => ({ faults: [{ atMs, fault }] })

test.each([false, true])('a call between sites gives what a call within one gives; traced: %s', async (traced) => {
  const { record } = await runVirtual(planPair('double', { traced }))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect([...new Set(record.phases.map(({ site }) => site))].toSorted()).toEqual(['front', 'store'])
  expect(record.effort.commands).toBe(4)
})

test('what happens between sites is a function of the plan', async () => {
  const [first, second] = [await runVirtual(planPair('double')), await runVirtual(planPair('double'))]
  expect(digestLine(second.memory!)).toBe(digestLine(first.memory!))
})

test('without the update each site runs on in the old version', async () => {
  const { record } = await runVirtual(planPair('double', { role: 'null' }))
  expect(record).toMatchObject({ outcome: 'none', verdict: 'valid' })
})

describe('what breaks is seen', () => {
  test('a lost letter: the caller is told within the limit, and the request is errored', async () => {
    const fault = { kind: 'lose', from: 'front', to: 'store', letters: 1 } as const
    const { record } = await runVirtual(planPair('double', { role: 'null', ...breaking(fault) }))
    expect(record.verdict).toBe('invalid')
    expect(record.violations.observable.errored).toBe(1)
    expect(record.violations.examples[0]?.explanation).toContain('no answer within 8 ms')
  })

  test('a site that crashes: the next call says which site is down', async () => {
    const fault = { kind: 'crash', site: 'store' } as const
    const { record } = await runVirtual(planPair('double', { role: 'null', ...breaking(fault) }))
    expect(record.verdict).toBe('invalid')
    expect(record.violations.examples[0]?.explanation).toContain('store.ts#add at site store: the site is down')
  })

  test('a crash of the site that serves ends the trial with a reason, and never hangs', async () => {
    const fault = { kind: 'crash', site: 'front' } as const
    const { record } = await runVirtual(planPair('double', { role: 'null', ...breaking(fault) }))
    expect(record.reason).toContain('the site front died')
    expect(record.verdict).not.toBe('valid')
  })

  test('a strategy can start a site again; what it held is gone', async () => {
    const path = resolve(import.meta.dirname, 'fixtures/apart/recovering.ts')
    const more = { ...breaking({ kind: 'crash', site: 'store' }), strategy: { name: 'recovering', path } }
    const { record } = await runVirtual(planPair('double', { role: 'null', ...more }))
    const { wrong, errored } = record.violations.observable
    expect(wrong).toBeGreaterThan(0)
    expect(errored).toBeLessThanOrEqual(1)
  })

  test('a partition: what was sent into it is lost, and the process that waited ends with the reason', async () => {
    const fault = { kind: 'partition', between: ['front', 'store'], forMs: 2 } as const
    const { record } = await runVirtual(planPair('double', { role: 'null', ...breaking(fault) }))
    const { lost, errored, ...others } = record.violations.observable
    expect(errored).toBe(1)
    expect(Object.values(others).every((count) => count === 0)).toBe(true)
    expect(record.violations.total).toBe(lost + errored)
  })

  test('a slow network delays and breaks nothing', async () => {
    const fault = { kind: 'delay', from: 'store', to: 'front', ms: 3, forMs: 8 } as const
    const slow = await runVirtual(planPair('double', { role: 'null', ...breaking(fault, 3) }))
    const usual = await runVirtual(planPair('double', { role: 'null' }))
    expect(slow.record).toMatchObject({ verdict: 'valid', violations: { total: 0 } })
    expect(slow.record.metrics.latency.during.max).toBeGreaterThan(usual.record.metrics.latency.during.max! + 2)
  })
})

test('threads: the same in kind', { timeout: 60_000 }, async () => {
  const windows = { warmUpMs: 50, capacityMs: 20, beforeMs: 50, horizonMs: 150, limitMs: 100, hangMs: 2000 }
  const record = await runTrialProcess(planPair('double', { windows }))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  const crash = { ...breaking({ kind: 'crash', site: 'store' }, 60), windows, role: 'null' } as const
  const crashed = await runTrialProcess(planPair('double', crash))
  expect(crashed.verdict).toBe('invalid')
  expect(crashed.violations.examples[0]?.explanation).toContain('at site store: the site is down')
})
