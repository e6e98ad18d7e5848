import { expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line } from '../contract.ts'
import { workload } from './index.ts'
import type { Lot, Reply, Request } from './protocol.ts'
import { mappers as flatten } from './updates/data-back-out.ts'
import { mappers as sortByItem } from './updates/data.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5'] as const
const parameters = { processes: 1, items: 30, probes: 50 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + 20_000
const seed = 42

test.each(versions)('%s replies as the model does', async (version) => {
  const requests = createRequests()
  const replies = await serve(version, requests)
  const model = workload.model()
  const wrong: unknown[] = []
  for (const [id, request] of requests.entries()) {
    const expected = model.reply(request, version)
    if (traffic.digest(expected) !== traffic.digest(replies[id]!)) wrong.push({ id, reply: replies[id], expected })
    model.apply(request, version)
  }
  expect(wrong).toEqual([])
})

test('every kind of reply occurs often, and the store neither runs empty nor full', async () => {
  const replies = await serve('v1', createRequests())
  const counts = Map.groupBy(replies, ({ kind }) => kind)
  expect([...counts.keys()].toSorted()).toEqual([
    'books',
    'cancelled',
    'delivered',
    'refused',
    'shipped',
    'stock',
    'waiting',
  ])
  for (const [kind, list] of counts) expect([kind, list.length > 200]).toEqual([kind, true])
})

test('an order that takes from two lots costs what each had cost, since v2', async () => {
  const requests: Request[] = [
    { kind: 'delivery', item: 1, quantity: 10, cost: 5 },
    { kind: 'delivery', item: 1, quantity: 10, cost: 7 },
    { kind: 'order', customer: 1, item: 1, quantity: 12 },
    { kind: 'books' },
  ]
  const costs = await Promise.all(
    versions.map(async (version) => (await serve(version, requests)).slice(2).map(readCost)),
  )
  expect(costs).toEqual([
    [60, 60],
    [64, 64],
    [64, 64],
    [64, 64],
    [64, 64],
  ])
})

test('an order waits for goods, others behind it, until they come or it is taken back', async () => {
  const order = { kind: 'order', item: 1 } as const
  const requests: Request[] = [
    { ...order, customer: 1, quantity: 30 },
    { ...order, customer: 2, quantity: 5 },
    { ...order, customer: 3, quantity: 5 },
    { kind: 'cancel', customer: 2, item: 1 },
    { kind: 'delivery', item: 1, quantity: 20, cost: 2 },
    { kind: 'delivery', item: 1, quantity: 20, cost: 3 },
  ]
  for (const version of versions) {
    expect(await serve(version, requests)).toEqual([
      { kind: 'waiting', place: 1 },
      { kind: 'waiting', place: 2 },
      { kind: 'waiting', place: 3 },
      { kind: 'cancelled', quantity: 5 },
      { kind: 'delivered', onHand: 20, shipped: 0, cost: 0 },
      { kind: 'delivered', onHand: 5, shipped: 2, cost: version === 'v1' ? 60 + 15 : 40 + 30 + 15 },
    ])
  }
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'delivered', onHand: 1, shipped: 1, cost: 1 },
    { kind: 'shipped', onHand: 1, cost: 1, reorder: true },
    { kind: 'waiting', place: 1 },
    { kind: 'refused', reason: 1 },
    { kind: 'cancelled', quantity: 1 },
    { kind: 'stock', onHand: 1, lots: 1, value: 1, waiting: 1 },
    { kind: 'books', unitsIn: 1, unitsOut: 1, costOfSales: 1, value: 2 ** 40 },
  ]
  const changed = replies.flatMap((reply) =>
    (Object.entries(reply) as [string, string | number | boolean][]).flatMap(([field, value]) =>
      typeof value === 'string' ? [] : [{ ...reply, [field]: typeof value === 'boolean' ? !value : value + 2 ** 33 }],
    ),
  )
  const digests = [...replies, ...changed].map(traffic.digest)
  expect(new Set(digests).size).toBe(digests.length)
})

test('data: sorted by item and back, each item has its lots in order', () => {
  const lots: Lot[] = Array.from({ length: 100 }, (_, index) => ({ item: (index * 7) % 9, cost: index, quantity: 1 }))
  const byItem = sortByItem['main.ts#lots'](lots)
  const back = flatten['main.ts#lots'](byItem)
  expect(back).toHaveLength(lots.length)
  expect(sortByItem['main.ts#lots'](back)).toEqual(byItem)
  for (const [item, shelf] of byItem) expect(shelf).toEqual(lots.filter((lot) => lot.item === item))
})

/** Replies of a freshly started version. */
async function serve(version: string, requests: readonly Request[]): Promise<Reply[]> {
  vi.resetModules()
  const { main } = (await import(`./${version}/main.ts`)) as { main: (line: Line<Request, Reply>) => Promise<void> }
  const replies: Reply[] = []
  let next = 0
  await main({
    receive: () => (next < requests.length ? { id: next, body: requests[next++]! } : undefined),
    reply: ({ id }, reply) => {
      expect(replies[id] === undefined || `request ${id} was answered before`).toBe(true)
      replies[id] = reply
    },
  })
  return replies
}

function createRequests(): Request[] {
  const random = new Random()
  const served = Array.from({ length: total }, (_, id) => traffic.request(id, random.reseed(seed, id)))
  return [...served, ...Array.from({ length: traffic.probes }, (_, index) => traffic.probe(index))]
}

function readCost(reply: Reply): number {
  if (reply.kind === 'books') return reply.costOfSales
  return reply.kind === 'shipped' ? reply.cost : -1
}
