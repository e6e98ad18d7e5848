import { expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { compileUpdate, prepareTrial } from '../../harness/prepare.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const tally = workload as Workload
const names = tally.updates.map(({ name }) => name)

test.each(names)('%s: refused exactly where a change has a kind that is refused', (name) => {
  const declaration = tally.updates.find((update) => update.name === name)!
  const update = compileUpdate(tally, declaration)
  const refused = update.changes.filter(({ kind }) => strategy.claims[kind].expect === 'refuses')
  const changes = strategy.assess(update).map(({ change }) => change)
  expect(changes).toEqual(refused.map(({ id, explanation }) => `${id} (${explanation})`))
})

test('only the functions that changed are loaded', async () => {
  const { order } = await prepareTrial(planTally('dmert', 'journal'))
  const functions = order?.image.units.filter(({ kind }) => kind === 'procedure').map(({ id }) => id) ?? []
  expect(functions).toContain('record.ts#record')
  expect(functions.filter((id) => !/^(?:record\.ts#record|journal\.ts#.+)$/.test(id))).toEqual([])
})

test('a program is never waited for: the update is complete at whatever point it is asked for', async () => {
  const { points, completed, delay, violated } = await exploreTally('stamp')
  expect({ completed, most: delay.most, violated }).toEqual({ completed: points, most: 0, violated: 0 })
})

test('a semantic group cannot be said, and is torn at some points and not at others', async () => {
  const { points, completed, violated, byKind, first } = await exploreTally('seal')
  expect(completed).toBe(points)
  expect(violated).toBeGreaterThan(0)
  expect(violated).toBeLessThan(points)
  expect(Object.keys(byKind)).toEqual(expect.arrayContaining(['torn', 'wrong']))
  expect(first?.stack[0]).toContain('record.ts#record')
})

test('a function that never returns is replaced in the vector and never called again', async () => {
  const { record } = await runVirtual(planTally('dmert', 'loop'))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'invalid' })
  expect(record.violations.observable.stale).toBeGreaterThan(100)
})

async function exploreTally(update: string): Promise<ExplorationReport> {
  const plan = planTally('dmert', update, { traced: true })
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}
