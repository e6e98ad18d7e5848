import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line } from '../contract.ts'
import { workload } from './index.ts'
import type { Reply, Request } from './protocol.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5']
const seed = 42
const requests = 3000
const parameters = { processes: 1, items: 60, depth: 500, deep: 20, series: 16, probes: 200 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + requests + traffic.probes

test.each(versions)('%s replies as the model does', async (version) => {
  const replies = await serveAll(version)
  const model = workload.model()
  for (let id = 0; id < total; id++) {
    const request = getRequest(id)
    const expected = model.reply(request, version)
    if (traffic.digest(expected) !== traffic.digest(replies[id]!))
      expect({ id, request, reply: replies[id] }).toEqual({ id, request, reply: expected })
    model.apply(request, version)
  }
  expect(replies).toHaveLength(total)
})

test('each kind of request occurs, and series grow until they are thinned', async () => {
  const kinds = new Set(Array.from({ length: requests }, (_, id) => getRequest(traffic.setup + id).kind))
  expect([...kinds].toSorted()).toEqual(['merge', 'quantile', 'rank', 'sort', 'statistics', 'store'])
  const { keep, mergeSeries } = await import('./v1/series.ts')
  const values = Array.from({ length: 3000 }, (_, place) => place)
  keep(1, values)
  expect(mergeSeries(1, 1, 2)).toEqual(values)
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'summary', count: 3, first: 0.125, last: 7, checksum: 77, order: 'ascending' },
    { kind: 'summary', count: 3, first: 0.125, last: 7, checksum: 77, order: 'whole' },
    { kind: 'position', place: 2, value: 1.5 },
    { kind: 'statistics', series: 3, batches: 4, values: 500 },
  ]
  const changed = replies.flatMap((reply) =>
    Object.entries(reply).flatMap(([field, value]) =>
      typeof value === 'number' ? [{ ...reply, [field]: value + 0.125 }] : [],
    ),
  )
  const digests = [...replies, ...changed.map(roundCounts)].map(traffic.digest)
  expect(new Set(digests).size).toBe(digests.length)
})

test('main is the same in every version, for some systems can never update it', () => {
  const texts = versions.map((version) => readFileSync(join(workload.folder, version, 'main.ts'), 'utf8'))
  expect(new Set(texts).size).toBe(1)
})

/** What is no measurement has no eighths. */
function roundCounts(reply: Reply): Reply {
  return Object.fromEntries(
    Object.entries(reply).map(([field, value]) => [
      field,
      typeof value === 'number' && !['first', 'last', 'value'].includes(field) ? Math.ceil(value) : value,
    ]),
  ) as unknown as Reply
}

type Main = (line: Line<Request, Reply>) => Promise<void>

/** Replies of a freshly started version to all requests, by number. */
async function serveAll(version: string): Promise<Reply[]> {
  vi.resetModules()
  const { main } = (await import(`./${version}/main.ts`)) as { main: Main }
  const replies: Reply[] = []
  let next = 0
  await main({
    receive: () => {
      const id = next++
      return id < total ? { id, body: getRequest(id) } : undefined
    },
    reply: ({ id }, reply) => {
      if (replies[id] !== undefined) throw new Error(`request ${id} was answered before`)
      replies[id] = reply
    },
  })
  return replies
}

function getRequest(id: number): Request {
  const first = traffic.setup + requests
  return id < first ? traffic.request(id, new Random().reseed(seed, id)) : traffic.probe(id - first)
}
