import { expect, test } from 'vitest'
import { strategies } from '../../strategies/registry.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { planRouter, planTally } from './fixtures/plans.ts'
import { digestLine, runVirtual, type VirtualTrial } from './fixtures/run-virtual.ts'

const makers = { tally: planTally, router: planRouter }
const updates = { tally: 'stamp', router: 'checksum' } as const

const cases = Object.keys(strategies).flatMap((strategy) =>
  (['tally', 'router'] as const).flatMap((workload) => [1, 3].map((processes) => ({ strategy, workload, processes }))),
)

test.each(cases)(
  '$strategy on $workload with $processes processes: two trials are alike to the last bit',
  async ({ strategy, workload, processes }) => {
    const plan = makers[workload](strategy, updates[workload], {
      parameters: { processes, ...(workload === 'tally' ? { pauses: 80 } : {}) },
    })
    const first = await runServed(plan)
    const second = await runServed(plan)
    expect(first.memory!.replies.some((count) => count > 0)).toBe(true)
    expect(digestLine(second.memory!)).toBe(digestLine(first.memory!))
    expect(withoutEnvironment(second.record)).toEqual(withoutEnvironment(first.record))
  },
)

test('another seed gives another history', async () => {
  const first = await runVirtual(planTally('podus', 'stamp'))
  const second = await runVirtual(planTally('podus', 'stamp', { seed: 2 }))
  expect(digestLine(second.memory!)).not.toBe(digestLine(first.memory!))
})

test.each(['stamp', 'fee', 'times', 'sparse', 'seal', 'journal', 'retire'])(
  'podus makes the update %s of the tally, traced and not',
  async (update) => {
    for (const traced of [false, true]) {
      const { record } = await runVirtual(
        planTally('podus', update, { traced, parameters: { processes: 3, pauses: 80 } }),
      )
      expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
    }
  },
)

/** Where the update is refused nothing runs: then the program without an update, under the same strategy. */
async function runServed(plan: TrialPlan): Promise<VirtualTrial> {
  const trial = await runVirtual(plan)
  return trial.memory === undefined ? runVirtual({ ...plan, role: 'null' }) : trial
}

function withoutEnvironment(record: object): object {
  return { ...record, environment: undefined, startedAt: undefined }
}
