import { expect, test } from 'vitest'
import { strategies } from '../../strategies/registry.ts'
import { planRouter, planTally } from './fixtures/plans.ts'
import { digestLine, runVirtual } from './fixtures/run-virtual.ts'

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
    const first = await runVirtual(plan)
    const second = await runVirtual(plan)
    expect(first.record.verdict).toBe('valid')
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

function withoutEnvironment(record: object): object {
  return { ...record, environment: undefined, startedAt: undefined }
}
