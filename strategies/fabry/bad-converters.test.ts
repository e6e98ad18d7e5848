import { describe, expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { workload } from './fixtures/crates/index.ts'
import { strategy } from './index.ts'

const crates = workload as Workload
const put = (crate: number, grams: number) => ({ kind: 'put', crate, amount: grams })
const weigh = (crate: number) => ({ kind: 'weigh', crate, amount: 0 })

describe('a converter that never works: the old version goes on with its state whole', () => {
  test.each([
    ['that throws', { ...named('grams'), support: 'updates/grams-throws.ts' }, 'cannot convert a crate of 1 pieces'],
    [
      'that returns another shape',
      { ...named('grams'), support: 'updates/grams-shape.ts' },
      'returned an object of another kind; expected a new object of v2',
    ],
    [
      'that changes the old object and makes no new one',
      { ...named('grams'), support: 'updates/grams-same.ts' },
      'returned an object of another version',
    ],
    [
      'that needs one that needs it',
      named('cycle'),
      'the converters need one another: label.ts#Label → crate.ts#Crate → label.ts#Label',
    ],
  ])('one %s', async (_, update, reason) => {
    const bench = await BenchSite.start(strategy, crates, { version: 'v1' })
    for (const crate of [0, 1]) await bench.ask(put(crate, 300))
    expect(await bench.change(update)).toMatchObject({
      outcome: 'failed',
      inForce: 'old',
      reason: expect.stringContaining(reason) as string,
    })
    expect(bench.versions).toEqual(['v1'])
    expect(await bench.ask(put(0, 11))).toMatchObject({ grams: 311 })
    expect(await bench.ask(weigh(1))).toMatchObject({ grams: 300 })
    // Mended, it works.
    expect(await bench.change('grams')).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask(put(1, 22))).toMatchObject({ grams: 322 })
    expect(await bench.ask(weigh(0))).toMatchObject({ grams: 311 })
  })
})

test('a converter that fails for some objects: they stay what they are, served by the manager that knows them', async () => {
  const bench = await BenchSite.start(strategy, crates, { version: 'v1' })
  for (const crate of [1, 2, 2]) await bench.ask(put(crate, 300))
  expect(await bench.change({ ...named('grams'), support: 'updates/grams-some.ts' })).toMatchObject({
    outcome: 'completed',
  })
  expect(await bench.ask(put(1, 5))).toMatchObject({ grams: 305 })
  expect(await bench.ask(put(2, 5))).toMatchObject({ grams: 605 })
  expect(await bench.ask(put(2, 5))).toMatchObject({ grams: 610 })
  const { notices } = await bench.report()
  expect(notices).toContainEqual(
    expect.objectContaining({
      code: 'unconverted',
      message: expect.stringContaining('1 objects could not be converted: cannot convert a crate of two') as string,
    }),
  )
})

function named(name: string): UpdateDeclaration {
  return crates.updates.find((update) => update.name === name)!
}
