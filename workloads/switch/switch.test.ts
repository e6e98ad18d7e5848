import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line, Received } from '../contract.ts'
import { workload } from './index.ts'
import type { Reply, Request } from './protocol.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6']
const seed = 42
const queries = 20_000
const parameters = { processes: 1, numbers: 3000, cards: 1000, orders: 50, probes: 1000 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + queries + traffic.probes

const cases = versions.flatMap((version) => [1, 8].map((processes) => ({ version, processes })))

test.each(cases)('$version with $processes processes replies as the model does', async ({ version, processes }) => {
  const replies = await serve(version, processes)
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

test('every outcome occurs, and most queries are answered well', async () => {
  const replies = await serve('v5', 1)
  const lookups = countBy(replies.filter(({ kind }) => kind === 'routing'))
  const cards = countBy(replies.filter(({ kind }) => kind === 'verification'))
  expect(new Set(lookups.keys())).toEqual(new Set([0, 1, 2]))
  expect(new Set(cards.keys())).toEqual(new Set([0, 1, 2, 3]))
  expect(Math.min(...lookups.values(), ...cards.values())).toBeGreaterThan(50)
  expect(lookups.get(0)).toBeGreaterThan(0.7 * 0.7 * queries)
  expect(cards.get(0)).toBeGreaterThan(0.7 * 0.2 * queries)
})

test('the setup assigns as many different numbers as there are, and issues as many different cards', () => {
  const large = workload.traffic({ ...parameters, numbers: 200_000, cards: 50_000 })
  const keys = new Set<string>()
  for (let id = 0; id < large.setup; id++) {
    const request = large.request(id, new Random().reseed(seed, id))
    if (request.kind === 'assign') keys.add(`${request.code}-${request.line}`)
    if (request.kind === 'issue') keys.add(`${request.account}`)
  }
  expect(keys.size).toBe(250_000)
})

test('two million numbers would all be different, and all of seven digits', () => {
  const large = workload.traffic({ ...parameters, numbers: 2_000_000 })
  const isTaken = new Uint8Array(10_000_000)
  const random = new Random().reseed(seed, 0)
  for (let id = 0; id < 2_000_000; id += 7) {
    const request = large.request(id, random)
    if (request.kind === 'assign' && request.line >= 2_000_000) isTaken[request.line] = 1
  }
  expect(isTaken.reduce((sum, taken) => sum + taken, 0)).toBe(Math.ceil(2_000_000 / 7))
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'routing', outcome: 0, destination: 2_020_000_001, carrier: 288 },
    { kind: 'verification', outcome: 0, band: 3, failures: 1 },
    { kind: 'acknowledgement', accepted: true, replaced: 2_020_000_001, known: 10, failures: 1 },
    { kind: 'record', primary: 2_020_000_001, alternate: 2_010_000_001, share: 3, carrier: 288, calls: 9 },
    { kind: 'report', lookups: [1, 2, 3, 0], verifications: [4, 5, 6, 7] },
  ]
  const changed = replies.flatMap((reply) =>
    Object.entries(reply).flatMap(([field, value]: [string, unknown]): Reply[] => {
      if (typeof value === 'number') return [1, 100_000].map((more) => ({ ...reply, [field]: value + more }))
      if (typeof value === 'boolean') return [{ ...reply, [field]: !value }]
      if (!Array.isArray(value)) return []
      const counts = value as number[]
      return counts.map((count, index) => ({ ...reply, [field]: counts.with(index, count + 1) }))
    }),
  )
  const digests = [...replies, ...changed].map(traffic.digest)
  expect(digests.length).toBeGreaterThan(30)
  expect(new Set(digests).size).toBe(digests.length)
})

test('main is the same in every version, for some systems can never update it', () => {
  const texts = versions.map((version) => readFileSync(join(workload.folder, version, 'main.ts'), 'utf8'))
  expect(new Set(texts).size).toBe(1)
})

type Main = (line: Line<Request, Reply>) => Promise<void>

/** Replies of a freshly started version to all requests, by number. */
async function serve(version: string, processes: number): Promise<Reply[]> {
  vi.resetModules()
  const { main } = (await import(`./${version}/main.ts`)) as { main: Main }
  const replies: Reply[] = []
  let next = 0
  const line: Line<Request, Reply> = {
    receive: () => (next < total ? receiveNow(next++) : undefined),
    reply: ({ id }, reply) => {
      expect(replies[id] === undefined || `request ${id} was answered before`).toBe(true)
      replies[id] = reply
    },
  }
  await Promise.all(Array.from({ length: processes }, () => main(line)))
  return replies
}

function receiveNow(id: number): Received<Request> {
  return { id, body: getRequest(id) }
}

function getRequest(id: number): Request {
  const first = traffic.setup + queries
  return id < first ? traffic.request(id, new Random().reseed(seed, id)) : traffic.probe(id - first)
}

function countBy(replies: readonly Reply[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const reply of replies) if ('outcome' in reply) counts.set(reply.outcome, (counts.get(reply.outcome) ?? 0) + 1)
  return counts
}
