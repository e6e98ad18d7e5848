import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../harness/host/faults.ts'
import { planTally, shortWindows } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

const root = resolve(import.meta.dirname, '../..')

/** Two components, each a task module: the front serves the line and calls the store. */
function planPair(update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally('conic', update, {
    workload: { name: 'pair', path: `${root}/harness/host/fixtures/pair/index.ts` },
    parameters: { processes: 1 },
    load: { mode: 'open', rate: 4000, arrivals: 'poisson' },
    ...more,
  })
}

function planMail(update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally('conic', update, {
    workload: { name: 'mail', path: `${root}/workloads/mail/index.ts` },
    parameters: { processes: 1, users: 10, failures: 20, probes: 30 },
    load: { mode: 'open', rate: 4000, arrivals: 'poisson' },
    ...more,
  })
}

const valid = { outcome: 'completed', verdict: 'valid', violations: { total: 0 } }

describe('an update', () => {
  test.each(['double', 'direct-amount'])('of tasks at two stations: %s', async (update) => {
    const { record } = await runVirtual(planPair(update))
    expect(record).toMatchObject(valid)
    const phases = record.phases.filter(({ site }) => site === 'controller').map(({ phase }) => phase)
    expect(phases).toEqual(['passivate', 'unlink', 'copy state', 'link', 'replace'])
  })

  test('of a task leaves those alone that cannot reach it', async () => {
    const command =
      'create front2 of front; unlink line.requests from front.requests; unlink front.add from store.add; copy front to front2; delete front; link line.requests to front2.requests; link front2.add to store.add'
    const { record } = await runVirtual(planPair('double', { command, traced: true }))
    expect(record.outcome).toBe('completed')
    expect(new Set(record.phases.map(({ site }) => site))).toEqual(new Set(['controller', 'front']))
  })

  test('takes the main procedure along, with several processes that wait half-way', async () => {
    const { record } = await runVirtual(planTally('conic', 'loop', { parameters: { processes: 3, pauses: 50 } }))
    expect(record).toMatchObject(valid)
  })

  test.each(['double', 'direct-amount'])('of a program on which it is forced half: %s', async (update) => {
    const command =
      'create store2 of store; unlink front.add from store.add; copy store to store2; delete store; link front.add to store2.add'
    const { record } = await runVirtual(planPair(update, { command, forced: true, traced: true }))
    expect(record.verdict).toBe(update === 'double' ? 'valid' : 'invalid')
  })
})

describe('nothing changes', () => {
  test('where a script has an error: it is not even begun', async () => {
    await expect(runVirtual(planPair('double', { command: 'create store2 of stroe' }))).rejects.toThrow(
      'a command of conic: expected the name of a task module, got `stroe`; did you mean store, front?, at character 18 of `create store2 of stroe`',
    )
  })

  test('where the rules refuse a script', async () => {
    const { record, memory } = await runVirtual(planPair('double', { command: 'unlink front.add from store.add' }))
    expect(record).toMatchObject({ outcome: 'refused', verdict: 'valid' })
    expect(record.reason).toContain('front.add')
    expect(memory).toBeUndefined()
  })

  test('where a mapper throws: all links are as they were', async () => {
    const { record } = await runVirtual(planTally('conic', 'sparse-throws'))
    expect(record).toMatchObject({ outcome: 'failed', verdict: 'valid', violations: { total: 0 } })
    expect(record.reason).toMatch(/^copy at main: .*; the old configuration goes on$/)
  })

  test('where a task is not quiescent within the limit: what is under way is said', async () => {
    const windows = { ...shortWindows, limitMs: 0.2 }
    const { record } = await runVirtual(
      planTally('conic', 'stamp', { windows, parameters: { processes: 8, pauses: 900 } }),
    )
    expect(record).toMatchObject({ outcome: 'stalled', verdict: 'valid', violations: { total: 0 } })
    expect(record.reason).toMatch(/^the task main has requests in hand: \d; the old configuration goes on$/)
  })

  test('where the new version throws while it is loaded', async () => {
    const { record } = await runVirtual(planTally('conic', 'throws-at-load'))
    expect(record).toMatchObject({ outcome: 'failed', verdict: 'valid', violations: { total: 0 } })
  })
})

describe('a partner that the program picks while it runs', () => {
  const command = 'unlink north.accept[2] from south.accept'

  test('must be linked', async () => {
    const { record } = await runVirtual(planMail('retry', { command }))
    expect(record).toMatchObject({ outcome: 'refused', verdict: 'valid' })
    expect(record.reason).toContain('north.accept[2]')
  })

  test('is not to be reached otherwise: what the rule protects from', async () => {
    const { record } = await runVirtual(planMail('retry', { command, forced: true }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'invalid' })
    expect(record.violations.examples.map(({ explanation }) => explanation).join()).toContain(
      '(linked to nothing):south.ts#accept at site south: no answer',
    )
  })
})

describe('what breaks while tasks are to become passive ends in an outcome', () => {
  /** Under so much load a call is always under way. */
  const during = (fault: Fault): Partial<TrialPlan> => ({
    faults: [{ atMs: 2.9, fault }],
    load: { mode: 'open', rate: 20_000, arrivals: 'poisson' },
  })

  test('a station that crashes', async () => {
    const { record } = await runVirtual(planPair('double', during({ kind: 'crash', site: 'store' })))
    expect(record.outcome).toBe('failed')
    expect(record.reason).toContain('store')
  })

  test('a partition', async () => {
    const fault = { kind: 'partition', between: ['front', 'store'], forMs: 30 } as const
    const { record } = await runVirtual(planPair('double', during(fault)))
    expect(record.outcome).toBe('stalled')
    expect(record.reason).toContain('the task front has requests in hand: 1, awaits answers: 1')
  })

  test('slow messages: it takes longer, and nothing is wrong', async () => {
    const fault = { kind: 'delay', from: 'store', to: 'front', ms: 2, forMs: 20 } as const
    const { record } = await runVirtual(planPair('double', during(fault)))
    expect(record).toMatchObject(valid)
    expect(record.metrics.parts.wait).toBeGreaterThan(1)
  })
})
