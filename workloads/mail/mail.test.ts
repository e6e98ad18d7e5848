import { describe, expect, test, vi } from 'vitest'
import { Random } from '../../harness/load/random.ts'
import type { Line } from '../contract.ts'
import { workload } from './index.ts'
import type { Address, Envelope, Letter, Reply, Request } from './protocol.ts'
import { interprocedures as toLetters } from './updates/envelope-back-out.ts'
import { interprocedures as toEnvelopes } from './updates/envelope.ts'
import { joinQueue } from './updates/queue-back-out.ts'
import { sortQueue } from './updates/queue.ts'
import * as southV1 from './v1/south.ts'
import * as southV2 from './v2/south.ts'
import { Relay } from './v4/relay.ts'

const versions = ['v1', 'v2', 'v3', 'v4', 'v5'] as const
const seed = 42
const parameters = { processes: 1, users: 20, failures: 20, probes: 80 }
const traffic = workload.traffic(parameters)
const total = traffic.setup + 10_000 + traffic.probes

const anna: Address = { user: 'u0', domain: 'north' }
const ben: Address = { user: 'u1', domain: 'south' }
const carl: Address = { user: 'u2', domain: 'south' }
const open: Request[] = [anna, ben, carl].map((mailbox) => ({ kind: 'open', mailbox }))
const lineDown: Request = { kind: 'line', at: 'north', to: 'south', up: false }
const lineUp: Request = { ...lineDown, up: true }
const run: Request = { kind: 'run', at: 'north' }
const letter: Request = { kind: 'send', from: anna, to: [ben], subject: 7, receipt: true }
const readAnna: Request = { kind: 'read', mailbox: anna }

const cases = versions.flatMap((version) => [1, 8].map((processes) => ({ version, processes })))

test.each(cases)('$version with $processes processes replies as the model does', async ({ version, processes }) => {
  const replies = await serve(version, processes, total, getRequest)
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

test('every kind of reply, every fate and every notice occurs, and letters are deferred and given up', async () => {
  const replies = await serve('v3', 1, total, getRequest)
  const fates = new Set(replies.flatMap((reply) => (reply.kind === 'sent' ? reply.fates : [])))
  const notices = new Set(replies.flatMap((reply) => (reply.kind === 'received' ? [reply.notice] : [])))
  expect(fates).toEqual(new Set([0, 1, 2, 3]))
  expect(notices).toEqual(new Set([0, 1, 2]))
  expect(new Set(replies.map(({ kind }) => kind)).size).toBe(8)
  const runs = replies.filter((reply) => reply.kind === 'progress')
  for (const field of ['delivered', 'returned', 'deferred'] as const)
    expect(runs.filter((progress) => progress[field] > 0).length).toBeGreaterThan(10)
})

test('the digest tells apart replies that differ in one field', () => {
  const replies: Reply[] = [
    { kind: 'opened' },
    { kind: 'empty' },
    { kind: 'line', up: true },
    { kind: 'line', up: false },
    { kind: 'sent', fates: [0, 1], transfers: 1 },
    { kind: 'sent', fates: [1, 0], transfers: 1 },
    { kind: 'sent', fates: [0], transfers: 1 },
    { kind: 'sent', fates: [0, 1], transfers: 2 },
    { kind: 'received', from: anna, subject: 1, notice: 0 },
    { kind: 'received', from: ben, subject: 1, notice: 0 },
    { kind: 'received', from: { ...anna, domain: 'south' }, subject: 1, notice: 0 },
    { kind: 'received', from: anna, subject: 2, notice: 0 },
    { kind: 'received', from: anna, subject: 1, notice: 1 },
    { kind: 'listing', count: 1, newest: 1 },
    { kind: 'listing', count: 2, newest: 1 },
    { kind: 'listing', count: 1, newest: 2 },
    { kind: 'progress', delivered: 1, returned: 1, deferred: 1, due: 1 },
    { kind: 'progress', delivered: 2, returned: 1, deferred: 1, due: 1 },
    { kind: 'progress', delivered: 1, returned: 2, deferred: 1, due: 1 },
    { kind: 'progress', delivered: 1, returned: 1, deferred: 2, due: 1 },
    { kind: 'progress', delivered: 1, returned: 1, deferred: 1, due: 2 },
    { kind: 'queue', waiting: 1, attempts: 1 },
    { kind: 'queue', waiting: 2, attempts: 1 },
    { kind: 'queue', waiting: 1, attempts: 2 },
  ]
  expect(new Set(replies.map(traffic.digest)).size).toBe(replies.length)
})

describe.each(versions)('%s', (version) => {
  test('a letter waits until its line is mended; then its sender is told', async () => {
    const replies = await serveAll(version, [...open, lineDown, letter, run, lineUp, run, readAnna])
    expect(replies.slice(4)).toEqual([
      { kind: 'sent', fates: [1], transfers: 0 },
      { kind: 'progress', delivered: 0, returned: 0, deferred: 1, due: 2 },
      { kind: 'line', up: true },
      { kind: 'progress', delivered: 1, returned: 0, deferred: 0, due: 0 },
      { kind: 'received', from: ben, subject: 7, notice: 1 },
    ])
  })

  test('it is given up at the sixth attempt, and its sender is told', async () => {
    const runs = Array.from({ length: 40 }, () => run)
    const replies = await serveAll(version, [...open, lineDown, letter, ...runs, readAnna])
    const givenUp = replies.slice(5).findIndex((reply) => reply.kind === 'progress' && reply.returned === 1)
    // Attempts one after the other, or with 1, 2, 4, 8 and 16 runs between them.
    expect(givenUp).toBe(['v1', 'v2', 'v3'].includes(version) ? 5 : 31)
    expect(replies.at(-1)).toEqual({ kind: 'received', from: ben, subject: 7, notice: 2 })
  })

  test('a letter that waited for somebody who does not exist comes back', async () => {
    const lost: Request = { ...letter, to: [{ user: 'nobody', domain: 'south' }] }
    const replies = await serveAll(version, [...open, lost, lineDown, lost, lineUp, run, readAnna, readAnna])
    expect(replies[3]).toEqual({ kind: 'sent', fates: [2], transfers: 1 })
    expect(replies.slice(-2)).toEqual([
      { kind: 'received', from: { user: 'nobody', domain: 'south' }, subject: 7, notice: 2 },
      { kind: 'empty' },
    ])
  })

  test('two recipients of a domain are two transfers, and one since there are envelopes', async () => {
    const replies = await serveAll(version, [...open, { ...letter, to: [ben, carl] }])
    expect(replies.at(-1)).toEqual({ kind: 'sent', fates: [0, 0], transfers: version === 'v1' ? 2 : 1 })
  })

  test('names for several users are known since there are aliases', async () => {
    const replies = await serveAll(version, [
      ...open,
      { kind: 'open', mailbox: { user: 'u3', domain: 'south' } },
      { ...letter, to: [{ user: 'staff', domain: 'south' }], receipt: false },
      { kind: 'list', mailbox: carl },
    ])
    const isKnown = !['v1', 'v2'].includes(version)
    expect(replies.slice(-2)).toEqual([
      { kind: 'sent', fates: [isKnown ? 0 : 2], transfers: 1 },
      { kind: 'listing', count: isKnown ? 1 : 0, newest: isKnown ? 7 : -1 },
    ])
  })
})

test('envelope: a relay of either release understands partners of the other', async () => {
  const content: Letter = { subject: 7, notice: 0, receipt: false, deferred: false }
  const nobody: Address = { user: 'nobody', domain: 'south' }
  const envelope: Envelope = { sender: anna, recipients: [ben, nobody], letter: content }
  await southV1.serve({ kind: 'open', mailbox: ben })
  await southV2.serve({ kind: 'open', mailbox: ben })
  expect(await toEnvelopes['south.ts#accept'](anna, ben, content)).toBe(0)
  expect(await toEnvelopes['south.ts#accept'](anna, nobody, content)).toBe(2)
  expect(await toLetters['south.ts#accept'](envelope)).toEqual([0, 2])
  const received = { kind: 'received', from: anna, subject: 7, notice: 0 }
  for (const south of [southV1, southV2]) expect(await south.serve({ kind: 'read', mailbox: ben })).toEqual(received)
})

test('queue: sorted by time and joined again, what is due comes out in the same order', () => {
  const relay = new Relay('north')
  relay.clock = 3
  relay.unreachable.add('south')
  const entries = Array.from({ length: 40 }, (_, subject) => ({
    sender: anna,
    recipients: [ben],
    letter: { subject, notice: 0, receipt: false, deferred: true } as const,
    attempts: subject % 3,
    due: 4 + ((subject * 7) % 5),
  }))
  for (const entry of entries) relay.queue.add(entry)
  const sorted = sortQueue(relay)
  const joined = joinQueue(sortQueue(relay))
  expect(sorted).toMatchObject({ domain: 'north', clock: 3, unreachable: new Set(['south']) })
  expect(joined).toMatchObject({ domain: 'north', clock: 3, unreachable: new Set(['south']) })
  expect([sorted.queue.report(), joined.queue.report()]).toEqual([relay.queue.report(), relay.queue.report()])
  for (let clock = 4; clock < 9; clock++) {
    const due = relay.queue.takeDue(clock)
    expect(due.length).toBeGreaterThan(0)
    expect([sorted.queue.takeDue(clock), joined.queue.takeDue(clock)]).toEqual([due, due])
  }
})

function serveAll(version: string, requests: readonly Request[]): Promise<Reply[]> {
  return serve(version, 1, requests.length, (id) => requests[id]!)
}

/** Replies of a freshly started version, by number of the request. */
async function serve(
  version: string,
  processes: number,
  count: number,
  requestOf: (id: number) => Request,
): Promise<Reply[]> {
  vi.resetModules()
  const { main } = (await import(`./${version}/main.ts`)) as { main: (line: Line<Request, Reply>) => Promise<void> }
  const replies: Reply[] = []
  let next = 0
  const line: Line<Request, Reply> = {
    receive: () => (next < count ? { id: next, body: requestOf(next++) } : undefined),
    reply: ({ id }, reply) => {
      expect(replies[id] === undefined || `request ${id} was answered before`).toBe(true)
      replies[id] = reply
    },
  }
  await Promise.all(Array.from({ length: processes }, () => main(line)))
  return replies
}

function getRequest(id: number): Request {
  const first = total - traffic.probes
  return id < first ? traffic.request(id, new Random().reseed(seed, id)) : traffic.probe(id - first)
}
