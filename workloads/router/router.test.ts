import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line, Received } from '../contract.ts'
import { workload } from './index.ts'
import type { Action, CountersReport, Reply, Request, Verdict } from './protocol.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10', 'v11']
const seed = 42
const packets = 30_000
const parameters = { processes: 1, routes: 2000, announcements: 30, probes: 500 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + packets + traffic.probes

const cases = versions.flatMap((version) => [1, 8].map((processes) => ({ version, processes })))

test.each(cases)('$version with $processes processes replies as the model does', async ({ version, processes }) => {
  const replies = await serve(version, processes)
  const model = workload.model()
  for (let id = 0; id < total; id++) {
    const request = getRequest(id)
    const expected = model.reply(request, version)
    if (traffic.digest(expected) !== traffic.digest(replies[id]!))
      expect({ id, reply: replies[id] }).toEqual({ id, reply: expected })
    model.apply(request, version)
  }
  expect(replies).toHaveLength(total)
})

test('every action occurs, most packets are forwarded, and few are suspended', async () => {
  const replies = await serve('v7', 1)
  const counts = new Map<Action, number>()
  for (const reply of replies)
    if (reply.kind === 'verdict') counts.set(reply.action, (counts.get(reply.action) ?? 0) + 1)
  expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
  expect(Math.min(...counts.values())).toBeGreaterThan(100)
  expect(counts.get(0)).toBeGreaterThan(0.6 * packets)
  expect(await countSuspensions('v7')).toBeGreaterThan(0.01 * packets)
  expect(await countSuspensions('v7')).toBeLessThan(0.04 * packets)
})

test('a request is a function of seed and number alone', () => {
  const ids = [0, 1, 1999, 2000, 2001, 12_345, 31_999]
  const forwards = ids.map(getRequest)
  expect(ids.toReversed().map(getRequest).toReversed()).toEqual(forwards)
  const again = workload.traffic(parameters)
  expect(ids.map((id) => again.request(id, new Random().reseed(seed, id)))).toEqual(forwards)
  expect(traffic.request(12_345, new Random().reseed(seed + 1, 12_345))).not.toEqual(getRequest(12_345))
})

test('the setup announces as many different prefixes as there are routes', () => {
  const large = workload.traffic({ ...parameters, routes: 100_000 })
  const prefixes = new Set<string>()
  for (let id = 0; id < large.setup; id++) {
    const request = large.request(id, new Random().reseed(seed, id))
    if (request.kind === 'announce') prefixes.add(`${request.prefix}/${request.length}`)
  }
  expect(prefixes.size).toBe(100_000)
})

test('the digest tells apart replies that differ in one field', () => {
  const verdict: Verdict = {
    kind: 'verdict',
    action: 0,
    nextHop: 7,
    egress: 8,
    link: 0x5e_0707,
    ttl: 63,
    checksum: 0xb1e6,
    vrf: 1,
    inspection: 2,
    icmp: 0,
  }
  const acknowledgement = {
    kind: 'acknowledgement',
    vrf: 0,
    replaced: 0x0201,
    known: 10,
    installed: 10,
    sequence: 3,
  } as const
  const report = { kind: 'report', packets: [5, 1, 1, 1, 1, 1, 0, 0], batch: 1 } satisfies CountersReport
  const changed: Reply[] = [
    ...numericFields(verdict).map((field) => ({ ...verdict, [field]: verdict[field as 'ttl'] + 1 })),
    ...numericFields(acknowledgement).map((field) => ({
      ...acknowledgement,
      [field]: acknowledgement[field as 'vrf'] + 1,
    })),
    ...report.packets.map((count, action) => ({
      kind: 'report' as const,
      packets: [...report.packets].with(action, count + 1),
      batch: 1,
    })),
    { ...report, batch: 32 },
  ]
  const digests = [verdict, acknowledgement, report, ...changed].map(traffic.digest)
  expect(new Set(digests).size).toBe(digests.length)
})

test('main changes with batching alone, for some systems can never update it', () => {
  const texts = versions.map((version) => readFileSync(join(workload.folder, version, 'main.ts'), 'utf8'))
  const changes = versions.slice(1).filter((_, index) => texts[index] !== texts[index + 1])
  expect(changes).toEqual(['v10'])
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

/** How many packets are not answered at once. */
async function countSuspensions(version: string): Promise<number> {
  vi.resetModules()
  const { dispatch } = (await import(`./${version}/dispatch.ts`)) as {
    dispatch: (request: Request) => Reply | Promise<Reply>
  }
  let suspensions = 0
  for (let id = 0; id < traffic.setup + packets; id++) {
    const request = getRequest(id)
    const reply = dispatch(request)
    if (reply instanceof Promise && request.kind === 'packet') suspensions++
    await reply
  }
  return suspensions
}

function receiveNow(id: number): Received<Request> {
  return { id, body: getRequest(id) }
}

function getRequest(id: number): Request {
  const first = traffic.setup + packets
  return id < first ? traffic.request(id, new Random().reseed(seed, id)) : traffic.probe(id - first)
}

function numericFields(reply: Reply): string[] {
  return Object.entries(reply).flatMap(([field, value]) => (typeof value === 'number' ? [field] : []))
}
