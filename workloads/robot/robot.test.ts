import { expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line, Received } from '../contract.ts'
import { workload } from './index.ts'
import type { Reply, Request, Setpoints } from './protocol.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5']
const seed = 42
const cycles = 20_000
const parameters = { processes: 1, points: 200, moves: 20, probes: 500 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + cycles + traffic.probes

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

test.each(versions)(
  '%s moves most of the time, within the limits of speed, acceleration and space',
  async (version) => {
    const replies = await serve(version, 1)
    const setpoints = replies.filter((reply): reply is Setpoints => reply.kind === 'setpoints')
    const speeds = setpoints.map(({ steps }) => Math.max(...steps.map(Math.abs)))
    expect(speeds.filter((speed) => speed > 0).length).toBeGreaterThan(0.8 * speeds.length)
    expect(Math.max(...speeds)).toBeLessThanOrEqual(2000)
    const gains = speeds.slice(1).map((speed, index) => speed - speeds[index]!)
    expect(Math.max(...gains)).toBeLessThanOrEqual(20)
    const position = [0, 0, 0]
    for (const { steps } of setpoints) {
      for (const axis of position.keys()) position[axis]! += steps[axis]!
      expect(position.every((count) => count >= 0 && count <= 1_000_000)).toBe(true)
    }
  },
)

test('smooth: acceleration from a standstill begins with a quarter, and no step of it is above the old one', async () => {
  const [jerky, smooth] = [await serve('v2', 1), await serve('v3', 1)].map((replies) =>
    replies
      .filter((reply): reply is Setpoints => reply.kind === 'setpoints')
      .map(({ steps }) => Math.max(...steps.map(Math.abs)))
      .find((speed) => speed > 0)!,
  )
  expect([jerky, smooth]).toEqual([20, 5])
})

test('metres: not one reply differs from those in millimetres', async () => {
  expect(await serve('v2', 1)).toEqual(await serve('v1', 1))
})

test('the wrist moves from v4 on', async () => {
  const isWristMoved = (replies: readonly Reply[]): boolean =>
    replies.some((reply) => reply.kind === 'setpoints' && reply.steps.slice(3).some((step) => step !== 0))
  expect(isWristMoved(await serve('v3', 1))).toBe(false)
  expect(isWristMoved(await serve('v4', 1))).toBe(true)
})

test('a reply says from v5 on which message it answers', async () => {
  const echoes = async (version: string): Promise<number[]> => (await serve(version, 1)).map(({ echo }) => echo)
  expect(new Set(await echoes('v4'))).toEqual(new Set([0]))
  expect(await echoes('v5')).toEqual(Array.from({ length: total }, (_, id) => getRequest(id).sequence))
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'setpoints', steps: [1, 2, 3], currents: [4, 5, 6], arrived: false, echo: 7 },
    { kind: 'queued', accepted: true, waiting: 3, echo: 7 },
    { kind: 'taught', replaced: [1, 2, 3], echo: 7 },
    { kind: 'status', micrometres: [1, 2, 3], waiting: 3, cycles: 9, integrals: [1, 2, 3, 4, 5, 6], echo: 7 },
  ]
  const changed = replies.flatMap((reply) =>
    Object.entries(reply).flatMap(([field, value]: [string, unknown]): Reply[] => {
      if (typeof value === 'number') return [{ ...reply, [field]: value + 1 }]
      if (typeof value === 'boolean') return [{ ...reply, [field]: !value }]
      if (!Array.isArray(value)) return []
      const words = value as number[]
      return [
        { ...reply, [field]: [...words, 0] },
        ...words.map((word, index) => ({ ...reply, [field]: words.with(index, word + 1) })),
      ]
    }),
  )
  const digests = [...replies, ...changed].map(traffic.digest)
  expect(digests.length).toBeGreaterThan(30)
  expect(new Set(digests).size).toBe(digests.length)
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
  const first = traffic.setup + cycles
  return id < first ? traffic.request(id, new Random().reseed(seed, id)) : traffic.probe(id - first)
}
