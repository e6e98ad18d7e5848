import { join } from 'node:path'
import { expect, test } from 'vitest'
import { strategies } from '../../strategies/registry.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workloads } from '../../workloads/registry.ts'
import { planTally } from '../host/fixtures/plans.ts'
import { digestLine } from '../host/fixtures/run-virtual.ts'
import { prepareTrial } from '../prepare.ts'
import { explorationWindows, type Exploration, type Run, type RunResult } from './exploration.ts'
import { Runner } from './run-point.ts'

const programs = Object.values(workloads) as readonly unknown[] as readonly Workload[]

/** A moment at which the update is asked for, and at which something is under way everywhere. */
const point = 17

test.each(Object.keys(strategies))(
  '%s: the same seed gives the same history to the last bit, on every workload',
  async (strategy) => {
    for (const workload of programs) {
      const exploration = await prepare(strategy, workload, 1)
      const [first, second] = [await run(exploration, { point }), await run(exploration, { point })]
      expect(second).toEqual(first)
      expect(first.result.boundaries).toBeGreaterThan(0)
    }
  },
)

test('another seed, and another schedule, gives another history', async () => {
  const [bank] = programs.filter(({ name }) => name === 'bank')
  const usual = await prepare('podus', bank!, 1)
  const digests = [
    await run(usual, { point }),
    await run(await prepare('podus', bank!, 2), { point }),
    await run({ ...usual, schedule: 1 }, { point }),
    await run({ ...usual, schedule: 2 }, { point }),
  ].map(({ digest }) => digest)
  expect(new Set(digests).size).toBe(4)
})

test('a schedule is the same again under its number', async () => {
  const [bank] = programs.filter(({ name }) => name === 'bank')
  const exploration = { ...(await prepare('podus', bank!, 1)), schedule: 7 }
  expect(await run(exploration, { point })).toEqual(await run(exploration, { point }))
})

async function run(exploration: Exploration, what: Run): Promise<{ result: RunResult; digest: string }> {
  const runner = new Runner(exploration)
  const result = await runner.run(what)
  return { result, digest: digestLine(runner.line) }
}

async function prepare(strategy: string, workload: Workload, seed: number): Promise<Exploration> {
  const parameters = {
    processes: 3,
    ...Object.fromEntries(
      Object.entries(workload.parameters).map(([name, { minimum, default: usual }]) => [
        name,
        usual > 100 ? minimum : usual,
      ]),
    ),
  }
  const plan = planTally(strategy, workload.updates[0].name, {
    workload: { name: workload.name, path: join(workload.folder, 'index.ts') },
    traced: true,
    forced: true,
    seed,
    parameters: { ...parameters, processes: 3 },
    windows: explorationWindows,
  })
  return { prepared: await prepareTrial(plan), parameters: plan.parameters, seed, requests: 4 }
}
