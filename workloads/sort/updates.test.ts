import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exploration, RunResult } from '../../harness/explore/exploration.ts'
import { Runner } from '../../harness/explore/run-point.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { prepareTrial } from '../../harness/prepare.ts'
import { workload } from './index.ts'
import { interprocedures as back } from './updates/reals-back-out.ts'
import { interprocedures as forth } from './updates/reals.ts'

const integers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 })

test('reals: an old caller has its integers sorted in place, whichever procedure it calls', () => {
  fc.assert(
    fc.property(integers, (values) => {
      const sorted = values.toSorted((a, b) => a - b)
      const [whole, part, split] = [Int32Array.from(values), Int32Array.from(values), Int32Array.from(values)]
      forth['sort.ts#sort'](whole)
      expect([...whole]).toEqual(sorted)
      forth['quicksort.ts#quicksort'](part, 1, values.length - 1)
      expect([...part]).toEqual([values[0], ...values.slice(1).toSorted((a, b) => a - b)])
      const middle = forth['quicksort.ts#partition'](split, 0, values.length - 1)
      expectPartition(split, middle, sorted)
    }),
  )
})

test('reals: on the way back an old caller has what is behind the point cut off', () => {
  const data = Float64Array.of(2.5, 1.75, 1.25, 0.5)
  back['sort.ts#sort'](data)
  expect([...data]).toEqual([0, 1, 1, 2])
})

const depth = 2500
const deepUpdates = ['reals', 'quicksort'] as const

test.each(deepUpdates)(
  '%s: asked for thousands of frames deep, podus waits until they have returned',
  async (update) => {
    const result = await updateDeepInside('podus', update)
    expect(result.stack.length).toBeGreaterThan(2000)
    expect(result).toMatchObject({ outcome: 'completed', violations: { total: 0 } })
    expect(result.delay).toBeGreaterThan(2000)
  },
)

test('quicksort: asked for thousands of frames deep, dmert does not wait', async () => {
  const result = await updateDeepInside('dmert', 'quicksort')
  expect(result.stack.length).toBeGreaterThan(2000)
  expect(result).toMatchObject({ outcome: 'completed', delay: 0, violations: { total: 0 } })
})

test('quicksort: what comes in order sends the new one nowhere deep', async () => {
  const result = await updateDeepInside('podus', 'stable')
  expect(result.stack.join()).toContain('quicksort.ts#quicksort')
  expect(result.stack.length).toBeLessThan(20)
})

/** On the way down there are five boundaries at each level, on the way up one. */
async function updateDeepInside(strategy: string, update: string): Promise<RunResult> {
  const runner = new Runner(await explore(strategy, update))
  const { boundaries } = await runner.run({})
  return runner.run({ point: Math.floor(boundaries * 0.8) })
}

async function explore(strategy: string, update: string): Promise<Exploration> {
  const parameters = { processes: 1, items: 2, depth, deep: 1000, series: 4, probes: 10 }
  const plan = planTally(strategy, update, {
    workload: { name: 'sort', path: join(workload.folder, 'index.ts') },
    traced: true,
    parameters,
  })
  return { prepared: await prepareTrial(plan), parameters, seed: 1, requests: 1 }
}

function expectPartition(data: Int32Array, middle: number, sorted: readonly number[]): void {
  const pivot = data[middle]!
  expect(data.slice(0, middle).every((value) => value < pivot)).toBe(true)
  expect(data.slice(middle).every((value) => value >= pivot)).toBe(true)
  expect([...data].toSorted((a, b) => a - b)).toEqual(sorted)
}
