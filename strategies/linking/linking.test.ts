import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planRouter, planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { prepareTrial } from '../../harness/prepare.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const tally = workload as Workload
const add = { kind: 'add', key: 1, amount: 4, times: 1 }

describe('a reference is resolved at its first use, and then fixed', () => {
  test('what has never been called is the new version', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed', inForce: 'new' })
    expect(await bench.ask(add)).toMatchObject({ value: 4, stamp: 13 })
  })

  test('what has been called once is the old version for ever', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
    await bench.ask(add)
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed', inForce: 'new' })
    expect(await bench.ask(add)).toMatchObject({ value: 8, stamp: 16 })
  })

  test('each reference goes its own way, so that two procedures of one update part', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
    await bench.ask({ ...add, kind: 'read' })
    await bench.change('marks')
    // `stamp` is known by now; `record` is not.
    expect(await bench.ask(add)).toMatchObject({ value: 4, stamp: 8, via: 3 })
  })
})

test('no state is mapped: new code gets what old code left', async () => {
  const bench = await BenchSite.start(strategy, tally, { version: 'v4' })
  await bench.change('sparse')
  const request = await bench.send(add)
  expect(bench.replies.has(request)).toBe(false)
  expect((await bench.report()).errors[0]?.message).toContain('is not a function')
})

test('a program that has run for a while is stale: the update completes and changes nothing', async () => {
  const { record } = await runVirtual(planTally('linking', 'stamp'))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'invalid' })
  expect(record.violations.observable.stale).toBeGreaterThan(100)
})

test('a program that has run for a while is stale at whatever point it is updated', async () => {
  const { points, completed, byKind } = await explorePlan(planTally('linking', 'stamp', { traced: true }), 6)
  expect(completed).toBe(points)
  expect(byKind['resident']).toBeGreaterThan(points * 0.9)
})

test.each([
  ['tos', 2, 'interface'],
  ['queueing', 35, 'torn'],
])('%s: while references are still being resolved, old code meets new (%i)', async (update, point, kind) => {
  const parameters = { routes: 10, announcements: 10, probes: 10 }
  const { byKind, first } = await explorePlan(planRouter('linking', update, { traced: true, parameters }), 30, point)
  expect(first?.stack[0]).toContain('forward.ts#')
  expect(Object.keys(byKind)).toContain(kind)
})

async function explorePlan(plan: TrialPlan, requests: number, only?: number): Promise<ExplorationReport> {
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests }
  return explore(exploration, () => undefined, { only })
}
