import { join } from 'node:path'
import { expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { prepareTrial } from '../../harness/prepare.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload } from './fixtures/crates/index.ts'
import { strategy } from './index.ts'

const crates = workload as Workload

test('an operation of old code that meets a newer object begins again on the new code, with its effects', async () => {
  const bench = await BenchSite.start(strategy, crates, { version: 'v1', processes: 2 })
  const shipment = await bench.send({ kind: 'ship', crate: 1, amount: 0 })
  await bench.change('grams')
  expect(await bench.ask({ kind: 'put', crate: 1, amount: 40 })).toMatchObject({ grams: 40 })
  await bench.pass(1)
  // It takes its number for the second time, and waits again.
  expect(bench.replies.has(shipment)).toBe(false)
  await bench.pass(1)
  expect(bench.replies.get(shipment)).toMatchObject({ grams: 40, seal: 2 })
  const { notices } = await bench.report()
  expect(notices.map(({ code }) => code)).toContain('restarted')
})

test('an operation whose object nobody has touched goes on as it began, though its manager is an old one', async () => {
  const bench = await BenchSite.start(strategy, crates, { version: 'v1', processes: 2 })
  const shipment = await bench.send({ kind: 'ship', crate: 1, amount: 0 })
  await bench.change('grams')
  await bench.ask({ kind: 'put', crate: 2, amount: 40 })
  await bench.pass(1)
  expect(bench.replies.get(shipment)).toMatchObject({ grams: 0, seal: 1 })
})

test('the explorer finds the effect that is had twice: a number that is skipped', async () => {
  const { points, completed, violated, byKind, first } = await exploreCrates('grams')
  expect(completed).toBe(points)
  expect(violated).toBeGreaterThan(0)
  expect(violated).toBeLessThan(points / 2)
  expect(Object.keys(byKind)).toContain('wrong')
  expect(first?.stack.join(' < ')).toContain('crate.ts#Crate.')
  expect(first?.stack.join(' < ')).toMatch(/Crate\.(?:put|seal)/)
})

test('without a new representation nothing begins again', async () => {
  const { points, completed, violated } = await exploreCrates('heavy')
  expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
})

async function exploreCrates(update: string): Promise<ExplorationReport> {
  const path = join(crates.folder, 'index.ts')
  const plan = planTally('fabry', update, {
    traced: true,
    workload: { name: 'crates', path },
    parameters: { processes: 1 },
  })
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 12 }
  return explore(exploration, () => undefined)
}
