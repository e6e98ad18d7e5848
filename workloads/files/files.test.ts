import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line } from '../contract.ts'
import { workload } from './index.ts'
import type { Reply, Request } from './protocol.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6']
const seed = 42
const requests = 20_000
const parameters = { processes: 1, objects: 1500, probes: 400 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + requests + traffic.probes

const cases = versions.flatMap((version) => [1, 8].map((processes) => ({ version, processes })))

test.each(cases)('$version with $processes processes replies as the model does', async ({ version, processes }) => {
  const { replies } = await serve(version, processes)
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

test('every status and every kind of reply occurs, and most requests are done', async () => {
  const { replies } = await serve('v4', 1)
  const measured = replies.slice(traffic.setup, traffic.setup + requests)
  const counts = new Map<string, number>()
  for (const reply of measured) {
    const key = reply.kind === 'usage' ? 'usage' : String(reply.status)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  expect([...counts.keys()].toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', 'usage'])
  expect(counts.get('0')).toBeGreaterThan(0.6 * requests)
})

test('all that a setup makes can be made, and most of it is there at the end', async () => {
  const { replies } = await serve('v1', 1)
  expect(
    replies.slice(64, 64 + parameters.objects).filter((reply) => reply.kind !== 'done' || reply.status !== 0),
  ).toEqual([])
  const last = replies.findLast((reply) => reply.kind === 'usage')!
  expect(last.files).toBeGreaterThan(0.7 * parameters.objects)
  expect(last.openFiles).toBeGreaterThan(parameters.objects / 32)
})

test('each release does what is new in it', async () => {
  const run = async (version: string): Promise<(request: Request) => Promise<Reply>> => {
    vi.resetModules()
    const { serve: one } = (await import(`./${version}/server.ts`)) as { serve: (request: Request) => Promise<Reply> }
    return async (request) => one(request)
  }
  const path = { directory: 1, name: 1 }
  const create = { kind: 'create', user: 1, ...path, mode: 0o600, blocks: 2, content: 7 } as const
  for (const version of versions) {
    const ask = await run(version)
    await ask({ kind: 'limit', user: 1, blocks: 3 })
    await ask(create)
    await ask({ kind: 'open', user: 1, fid: 1, ...path, wanted: 6 })
    const release = Number(version.slice(1))
    const statusOf = async (request: Request): Promise<unknown> => ((await ask(request)) as { status: number }).status
    expect(await statusOf({ kind: 'grant', user: 1, ...path, to: 2, rights: 4 })).toBe(release < 3 ? 7 : 0)
    expect(await statusOf({ kind: 'open', user: 2, fid: 2, ...path, wanted: 4 })).toBe(release < 3 ? 3 : 0)
    expect(await statusOf({ kind: 'write', fid: 1, block: 2, count: 2, content: 1 })).toBe(release < 4 ? 0 : 5)
    expect(await statusOf({ kind: 'link', user: 1, ...path, toDirectory: 2, toName: 2 })).toBe(release < 5 ? 7 : 0)
    expect(await statusOf({ kind: 'remove', user: 1, ...path })).toBe(0)
    expect(await ask({ kind: 'read', fid: 1, block: 0 })).toEqual({ kind: 'data', status: 0, content: 7 })
  }
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'done', status: 0, size: 3 },
    { kind: 'data', status: 0, content: -5 },
    { kind: 'attributes', status: 0, owner: 3, mode: 0o640, grants: 1, size: 3, links: 1 },
    { kind: 'usage', used: 10, limit: 20, freeBlocks: 1000, files: 5, openFiles: 2 },
  ]
  const changed = replies.flatMap((reply) =>
    Object.entries(reply).flatMap(([field, value]) =>
      typeof value === 'number' ? [{ ...reply, [field]: value + 1 }] : [],
    ),
  )
  const digests = [...replies, ...changed].map(traffic.digest)
  expect(new Set(digests).size).toBe(digests.length)
})

test('main is the same in every version, for some systems can never update it', () => {
  const texts = versions.map((version) => readFileSync(join(workload.folder, version, 'main.ts'), 'utf8'))
  expect(new Set(texts).size).toBe(1)
})

test('some reads wait for the disk, and most do not', async () => {
  const large = workload.traffic({ processes: 1, objects: 100_000, probes: 10 })
  vi.resetModules()
  const { serve: one } = await import('./v1/server.ts')
  let waits = 0
  for (let id = 0; id < large.setup + requests; id++) {
    const reply = one(large.request(id, new Random().reseed(seed, id)))
    if (reply instanceof Promise) waits++
    await reply
  }
  expect(waits).toBeGreaterThan(0.02 * requests)
  expect(waits).toBeLessThan(0.25 * requests)
})

type Main = (line: Line<Request, Reply>) => Promise<void>

/** Replies of a freshly started version to all requests, by number. */
async function serve(version: string, processes: number): Promise<{ replies: Reply[] }> {
  vi.resetModules()
  const { main } = (await import(`./${version}/main.ts`)) as { main: Main }
  const replies: Reply[] = []
  let next = 0
  const line: Line<Request, Reply> = {
    receive: () => {
      const id = next++
      return id < total ? { id, body: getRequest(id) } : undefined
    },
    reply: ({ id }, reply) => {
      if (replies[id] !== undefined) throw new Error(`request ${id} was answered before`)
      replies[id] = reply
    },
  }
  await Promise.all(Array.from({ length: processes }, () => main(line)))
  return { replies }
}

function getRequest(id: number): Request {
  const first = traffic.setup + requests
  return id < first ? traffic.request(id, new Random().reseed(seed, id)) : traffic.probe(id - first)
}
