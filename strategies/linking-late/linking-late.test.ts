import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { emitImage } from '../../harness/link/emit.ts'
import { compileVersion, prepareTrial } from '../../harness/prepare.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const tally = workload as Workload
const add = { kind: 'add', key: 1, amount: 4, times: 1 }

test('each call looks its procedure up by name', () => {
  const { units } = emitImage(compileVersion(tally, 'v1'), strategy.linkage)
  const { text = '' } = units.find(({ id, kind }) => kind === 'procedure' && id === 'record.ts#record') ?? {}
  expect(text).toContain('$h.symbols["stamp.ts#stamp"](')
})

test('what has been called before is the new version too', async () => {
  const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
  await bench.ask(add)
  expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed', inForce: 'new' })
  expect(await bench.ask(add)).toMatchObject({ value: 8, stamp: 25 })
})

test('no state is mapped: new code gets what old code left', async () => {
  const bench = await BenchSite.start(strategy, tally, { version: 'v4' })
  await bench.ask(add)
  await bench.change('sparse')
  const request = await bench.send(add)
  expect(bench.replies.has(request)).toBe(false)
  expect((await bench.report()).errors[0]?.message).toContain('is not a function')
})

describe('a library is replaced while the program is inside', () => {
  test.each([
    ['seal', ['torn', 'wrong']],
    ['times', ['interface', 'wrong']],
  ])('%s breaks at some points and not at others', async (update, kinds) => {
    const { points, completed, violated, byKind } = await exploreTally(update)
    expect(completed).toBe(points)
    expect(violated).toBeGreaterThan(0)
    expect(violated).toBeLessThan(points)
    expect(Object.keys(byKind)).toEqual(expect.arrayContaining(kinds))
  })

  test('stamp does no harm anywhere: its callers know no difference', async () => {
    const { points, completed, violated } = await exploreTally('stamp')
    expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
  })

  test('main is never called again, and stale for ever', async () => {
    const { points, byKind } = await exploreTally('loop')
    expect(byKind['stale']).toBeGreaterThan(points / 2)
  })
})

async function exploreTally(update: string): Promise<ExplorationReport> {
  const plan = planTally('linking-late', update, { traced: true })
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}
