import { expect, test } from 'vitest'
import { strategy as podus } from '../../strategies/podus/index.ts'
import { BenchSite } from './fixtures/bench-site.ts'
import { workload } from './fixtures/tally/index.ts'
import { combineStocks, type SiteStock } from './stock.ts'

const stock: SiteStock = {
  heapBytes: 100,
  externalBytes: 10,
  residentBytes: 500,
  processId: 1,
  versionsResident: 2,
  oldObjects: null,
  spans: [],
}

test('what sites have adds up; a process that has several of them counts once', () => {
  const another = { ...stock, residentBytes: 700, processId: 2, versionsResident: 1 }
  expect(combineStocks([stock, { ...stock, residentBytes: 510 }, another])).toMatchObject({
    heapBytes: 300,
    externalBytes: 30,
    residentBytes: 1210,
    versionsResident: 2,
    oldObjects: null,
  })
})

test('old objects are known where any site can tell', () => {
  expect(combineStocks([stock, { ...stock, oldObjects: 3 }, { ...stock, oldObjects: 4 }])?.oldObjects).toBe(7)
})

test('of no site there is none', () => {
  expect(combineStocks([])).toBeUndefined()
})

test('a site tells each phase once, and keeps none of it', async () => {
  const bench = await BenchSite.start(podus, workload, { version: 'v1' })
  const take = async (): Promise<SiteStock> => {
    const answer = await bench.give({ type: 'take-stock' })
    if (answer.type !== 'stock') throw new Error(`unexpected answer ${answer.type}`)
    return answer.stock
  }
  await bench.change('stamp')
  expect(await take()).toMatchObject({ versionsResident: 2, oldObjects: null })
  expect((await take()).spans).toEqual([])
  await bench.change('fee')
  expect((await take()).spans.map(({ phase }) => phase)).toContain('rebind')
  expect((await bench.report()).spans).toEqual([])
})
