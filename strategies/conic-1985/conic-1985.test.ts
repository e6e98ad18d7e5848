import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

const root = resolve(import.meta.dirname, '../..')

/** The pair, under so much load that a message is always under way. */
function planPair(strategy: string, update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally(strategy, update, {
    workload: { name: 'pair', path: `${root}/harness/host/fixtures/pair/index.ts` },
    parameters: { processes: 1 },
    load: { mode: 'open', rate: 20_000, arrivals: 'poisson' },
    ...more,
  })
}

const seeds = [1, 2, 3, 4, 5]

test.each(['double', 'direct-amount'])('loses what is under way when a task is replaced: %s', async (update) => {
  let losses = 0
  for (const seed of seeds) {
    const { record } = await runVirtual(planPair('conic-1985', update, { seed }))
    expect(record.outcome).toBe('completed')
    const { lost, errored } = record.violations.observable
    losses += Math.sign(lost + errored)
    expect(record.verdict).toBe(lost + errored > 0 ? 'invalid' : 'valid')
    // The same script, carried out when the tasks are quiescent.
    const { record: quiescent } = await runVirtual(planPair('conic', update, { seed }))
    expect(quiescent).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  }
  expect(losses).toBeGreaterThan(0)
})

test('carries out the commands in their order, each by itself', async () => {
  const { record } = await runVirtual(planPair('conic-1985', 'double'))
  const commands = record.phases.filter(({ site }) => site === 'controller').map(({ phase }) => phase)
  expect(commands).toEqual(['create store', 'unlink front', 'copy store', 'delete store', 'link front'])
})

test('a command that fails ends the script', async () => {
  const command =
    'create main2 of main; unlink line.requests from main.requests; delete main; copy main to main2; link line.requests to main2.requests'
  await expect(runVirtual(planTally('conic-1985', 'stamp', { command }))).rejects.toThrow('which has been deleted')
  const half = command.replace('delete main; copy main to main2', 'copy main to main2; delete main')
  const { record } = await runVirtual(planTally('conic-1985', 'sparse-throws', { command: half }))
  expect(record.outcome).toBe('failed')
  expect(record.reason).toMatch(/^copy at main: /)
})

test('a station that crashes ends it with an outcome', async () => {
  const fault = { kind: 'crash', site: 'store' } as const
  const { record } = await runVirtual(planPair('conic-1985', 'double', { faults: [{ atMs: 2.9, fault }] }))
  expect(record.outcome).toBe('failed')
  expect(record.reason).toContain('store')
})
