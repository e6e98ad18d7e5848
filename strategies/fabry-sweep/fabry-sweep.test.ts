import { expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload } from '../fabry/fixtures/crates/index.ts'
import { strategy } from './index.ts'

const crates = workload as Workload

test('what nobody touches is converted in the background, and nothing is left', async () => {
  const bench = await BenchSite.start(strategy, crates, { version: 'v1' })
  for (const crate of [1, 99]) await bench.ask({ kind: 'put', crate, amount: 300 })
  expect(await bench.change('grams')).toMatchObject({ outcome: 'completed' })
  await bench.idle()
  const space = bench.spaces.at(-1)!
  const all = space.read(space.datum('yard.ts#crates')!) as readonly object[]
  expect(all.filter((crate) => !Object.hasOwn(crate, 'grams'))).toEqual([])
  expect((await bench.report()).notices).toEqual([])
  expect(await bench.ask({ kind: 'weigh', crate: 99, amount: 0 })).toMatchObject({ grams: 300 })
})

test('an update that comes while the sweep goes on is swept as well', async () => {
  const bench = await BenchSite.start(strategy, crates, { version: 'v1' })
  await bench.ask({ kind: 'put', crate: 50, amount: 1300 })
  for (const update of ['grams', 'kilos', 'heavy']) {
    expect(await bench.change(update)).toMatchObject({ outcome: 'completed' })
  }
  await bench.idle()
  const space = bench.spaces.at(-1)!
  const all = space.read(space.datum('yard.ts#crates')!) as readonly object[]
  expect(all.filter((crate) => !Object.hasOwn(crate, 'kilos'))).toEqual([])
  expect(await bench.ask({ kind: 'weigh', crate: 50, amount: 0 })).toMatchObject({ grams: 1300 })
})
