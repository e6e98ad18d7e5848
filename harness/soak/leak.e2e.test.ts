import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTallySoak } from './fixtures/plan-soak.ts'
import { completeSoak, type SoakResult } from './growth.ts'
import type { SoakProgress } from './run-soak.ts'
import { runSoakProcess } from './soak-process.ts'

const updates = 30
const windows = { warmUpMs: 20, capacityMs: 5, beforeMs: 5, horizonMs: 15, limitMs: 500, hangMs: 5000 }
const keeper = resolve(import.meta.dirname, '../check/saboteurs/keep-versions.ts')

test('a strategy that never lets go of a version is seen to grow, and podus is not', async () => {
  const [leaking, podus] = [await soak(keeper), await soak('podus')]
  expect(leaking).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(podus).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  const [grown, normal] = [leaking.growth.heapBytes!, podus.growth.heapBytes!]
  expect(grown.lower).toBeGreaterThan(0)
  // The image of a version of the tally alone is more than that.
  expect(grown.slope).toBeGreaterThan(15 * 1024)
  expect(normal.slope).toBeLessThan(grown.slope / 2)
})

test('tells how far it has come', async () => {
  const told: SoakProgress[] = []
  await runSoakProcess(planTallySoak('podus', ['stamp'], 3, { windows }), { note: (progress) => told.push(progress) })
  expect(told.slice(0, 4)).toEqual([0, 1, 2, 3].map((update) => ({ update })))
  expect(told.at(-1)).toHaveProperty('requests')
})

async function soak(strategy: string): Promise<SoakResult> {
  const plan = planTallySoak(strategy, ['stamp'], updates, { windows })
  return completeSoak(await runSoakProcess(plan), [])
}
