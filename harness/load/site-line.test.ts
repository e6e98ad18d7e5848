import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Line, Traffic } from '../../workloads/contract.ts'
import { LineControl } from './line-control.ts'
import type { LineHost } from './line-host.ts'
import { createLineMemory, type LineMemory } from './line-memory.ts'
import { readHistory } from './read-history.ts'
import { SiteLine } from './site-line.ts'
import { ReplicaLine } from './replica-line.ts'
import { drawArrivals } from './schedule.ts'
import { VirtualClock } from './fixtures/virtual-clock.ts'

const traffic: Traffic<string, string> = {
  setup: 0,
  request: (id, random) => `request ${id} ${random.below(1000)}`,
  probes: 0,
  probe: (index) => `probe ${index}`,
  digest: (reply) => reply.length,
}

interface Served {
  readonly id: number
  readonly body: string
  readonly process: number
}

type AnyLine = SiteLine<string, string> | ReplicaLine<string, string>

const createSiteLine = (memory: LineMemory, host: LineHost): AnyLine => new SiteLine(memory, traffic, host)

/** The line of a unit that stands for no other. */
const createUnitLine = (memory: LineMemory, host: LineHost): AnyLine => {
  new LineControl(memory).route([0])
  return new ReplicaLine(memory, traffic, host, { number: 0, ordered: false, routed: true, position: 0 })
}

/** A site's line on virtual time, with a program that takes `serviceMs` a request. */
function startSite(clock: VirtualClock, memory: LineMemory, quantumMs: number, createLine = createSiteLine) {
  const line = createLine(memory, {
    now: () => clock.now(),
    poll: (callback, atMs) => clock.schedule(callback, atMs),
    interrupt: () => undefined,
    flag: new Int32Array(1),
    quantumMs,
  })
  const served: Served[] = []
  const serve = async (process: number, serviceMs: number): Promise<void> => {
    const port: Line<string, string> = line.port(process)
    for (;;) {
      const request = await port.receive()
      if (request === undefined) return
      served.push({ ...request, process })
      if (serviceMs > 0) await clock.after(serviceMs)
      port.reply(request, 'reply')
    }
  }
  return { line, served, serve }
}

const segments = [
  { name: 'setup', mode: 'saturated', count: 20 },
  { name: 'warm-up', mode: 'saturated', durationMs: 0.5 },
  { name: 'measured', mode: 'open' },
  { name: 'capacity-after', mode: 'saturated', durationMs: 0.5 },
  { name: 'probes', mode: 'saturated', count: 15 },
] as const

function createMemory(seed: number, rate: number): LineMemory {
  return createLineMemory({ seed, segments, capacity: 200_000 }, drawArrivals('poisson', rate, 20, seed))
}

const loads = fc.record({
  seed: fc.nat(1000),
  processes: fc.integer({ min: 1, max: 5 }),
  rate: fc.integer({ min: 1000, max: 100_000 }),
  serviceMs: fc.constantFrom(0, 0.003, 0.05),
  quantumMs: fc.constantFrom(0.05, 1, Infinity),
  endAfterMs: fc.double({ min: 0.1, max: 15, noNaN: true }),
})

describe('whatever the load', () => {
  test('every request is handed out once, in order, and all segments are served to their ends', async () => {
    await fc.assert(
      fc.asyncProperty(loads, async ({ seed, processes, rate, serviceMs, quantumMs, endAfterMs }) => {
        const clock = new VirtualClock()
        const memory = createMemory(seed, rate)
        const { served, serve } = startSite(clock, memory, quantumMs)
        const control = new LineControl(memory)
        const endMeasured = (): void => {
          if (control.segment < 2) clock.schedule(endMeasured, clock.now() + 0.1)
          else clock.schedule(() => control.endSegment(2), clock.now() + endAfterMs)
        }
        endMeasured()
        await clock.run(Promise.all(Array.from({ length: processes }, (_, index) => serve(index + 1, serviceMs))))

        expect(served.map(({ id }) => id)).toEqual(Array.from(served, (_, id) => id))
        expect(control.closed).toBe(true)
        const history = readHistory(memory, clock.now(), { errors: [] })
        expect(history.count).toBe(served.length)
        expect(history.replies.subarray(0, history.count).every((replies) => replies === 1)).toBe(true)
        expect([...history.rank.subarray(0, history.count)].toSorted((a, b) => a - b)).toEqual(
          served.map(({ id }) => id),
        )
        expect(served.every(({ id, process }) => memory.taker[id] === process)).toBe(true)
        expect(history.segments.map(({ end, first }) => end - first)).toMatchObject({ 0: 20, 4: 15 })
        expect(served.slice(-15).map(({ body }) => body)).toEqual(
          Array.from({ length: 15 }, (_, index) => `probe ${index}`),
        )
        expectArrivedServed(memory, history.segments[2]!)
      }),
      { numRuns: 60 },
    )
  })

  test('while the line is held nothing is handed out, and nothing is lost by it', async () => {
    await fc.assert(
      fc.asyncProperty(
        loads,
        fc.double({ min: 0, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        async ({ seed, processes, rate, serviceMs, quantumMs }, holdAtMs, forMs) => {
          const clock = new VirtualClock()
          const memory = createMemory(seed, rate)
          const { line, served, serve } = startSite(clock, memory, quantumMs)
          let [heldAt, releasedAt] = [0, 0]
          clock.schedule(() => {
            line.hold()
            heldAt = served.length
          }, holdAtMs)
          clock.schedule(() => {
            releasedAt = served.length
            line.release()
          }, holdAtMs + forMs)
          clock.schedule(() => new LineControl(memory).endSegment(2), 10)
          await clock.run(Promise.all(Array.from({ length: processes }, (_, index) => serve(index + 1, serviceMs))))
          expect(releasedAt).toBe(heldAt)
          expect(line.outstanding).toBe(0)
          expect(served.map(({ id }) => id)).toEqual(Array.from(served, (_, id) => id))
          expect(new LineControl(memory).closed).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a second site goes on where the first was ended; what that had in hand stays without a reply', async () => {
    await fc.assert(
      fc.asyncProperty(
        loads,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        async ({ seed, processes, rate, serviceMs, quantumMs }, switchAtMs) => {
          const [clock, memory] = [new VirtualClock(), createMemory(seed, rate)]
          const first = startSite(clock, memory, quantumMs)
          for (let process = 1; process <= processes; process++) void first.serve(process, serviceMs)
          await clock.runUntil(switchAtMs)
          clock.forget()
          const inHand = first.line.outstanding
          const second = startSite(clock, memory, quantumMs)
          clock.schedule(() => new LineControl(memory).endSegment(2), 10)
          await clock.run(
            Promise.all(Array.from({ length: processes }, (_, index) => second.serve(index + 1, serviceMs))),
          )
          const ids = [...first.served, ...second.served].map(({ id }) => id)
          expect(ids).toEqual(Array.from(ids, (_, id) => id))
          expect(second.line.outstanding).toBe(0)
          expect(
            memory.replies.subarray(0, ids.length).reduce((count, replies) => count + (replies === 0 ? 1 : 0), 0),
          ).toBe(inHand)
        },
      ),
      { numRuns: 40 },
    )
  })
})

test('more replies than a byte can count are still too many', async () => {
  const [clock, memory] = [new VirtualClock(), createMemory(1, 1000)]
  const { line } = startSite(clock, memory, 1)
  const port: Line<string, string> = line.port(1)
  const request = await port.receive()
  if (request === undefined) throw new Error('the line has closed')
  for (let reply = 0; reply < 256; reply++) port.reply(request, 'again')
  expect(memory.replies[0]).toBe(255)
  expect(new LineControl(memory).progress).toBe(1)
})

test('what a process that died had taken does not count as outstanding', () => {
  const [clock, memory] = [new VirtualClock(), createMemory(1, 1000)]
  const { line } = startSite(clock, memory, 1)
  void line.port(1).receive()
  void line.port(2).receive()
  expect(line.outstanding).toBe(2)
  line.abandon(2)
  expect(line.outstanding).toBe(1)
})

/** An open segment serves all that has arrived when it is ended, and no request before its time. */
function expectArrivedServed(
  { offsetsMs, segmentStartMs, segmentFirst, dueMs, doneMs }: LineMemory,
  { first, end, startMs, endMs }: { first: number; end: number; startMs: number; endMs: number },
): void {
  expect([segmentFirst[2], segmentStartMs[2]]).toEqual([first, startMs])
  for (let id = first; id < end; id++) {
    expect(dueMs[id]).toBe(startMs + offsetsMs[id - first]!)
    expect(doneMs[id]).toBeGreaterThanOrEqual(dueMs[id]!)
  }
  expect(offsetsMs[end - 1 - first] ?? 0).toBeLessThanOrEqual(endMs - startMs)
}

test.each([
  ['a site', createSiteLine],
  ['a unit', createUnitLine],
])('probes of %s wait until nothing else is under way, and not for a reply that will never come', async (_, create) => {
  const clock = new VirtualClock()
  const plan = [
    { name: 'setup', mode: 'saturated', count: 3 },
    { name: 'probes', mode: 'saturated', count: 2 },
  ] as const
  const memory = createLineMemory({ seed: 1, segments: plan, capacity: 10 }, new Float64Array(0))
  const { line, served, serve } = startSite(clock, memory, Infinity, create)
  /** Forgets the first request that it takes. */
  const forget = async (port: Line<string, string>): Promise<void> => {
    await port.receive()
    for (let next = await port.receive(); next !== undefined; next = await port.receive()) port.reply(next, 'reply')
  }
  await clock.run(Promise.all([serve(1, 0.01), serve(2, 5), forget(line.port(3))]))
  const history = readHistory(memory, clock.now(), { errors: [] })
  const [probes] = history.segments.filter(({ name }) => name === 'probes')
  expect(served.map(({ id }) => id)).toContain(1)
  expect([...history.replies.subarray(0, 5)]).toEqual([1, 1, 0, 1, 1])
  expect([probes!.first, history.takenAfter[probes!.first]]).toEqual([3, 2])
})

test('where a request is never answered, no probe is handed out, and nothing goes on for ever', async () => {
  const clock = new VirtualClock()
  const plan = [
    { name: 'setup', mode: 'saturated', count: 2 },
    { name: 'probes', mode: 'saturated', count: 2 },
  ] as const
  const memory = createLineMemory({ seed: 1, segments: plan, capacity: 10 }, new Float64Array(0))
  const { line, serve } = startSite(clock, memory, Infinity)
  void serve(1, 0.01)
  void line.port(2).receive()
  await expect(clock.runUntil(10)).rejects.toThrow('nothing is left to happen')
  expect([new LineControl(memory).next, new LineControl(memory).segment]).toEqual([2, 1])
})

test.each([
  ['a site', createSiteLine],
  ['a unit', createUnitLine],
])(
  '%s whose load is ended as a whole answers what it has in hand, and what had arrived is no part of it',
  async (_, create) => {
    const clock = new VirtualClock()
    const memory = createMemory(1, 50_000)
    const control = new LineControl(memory)
    const { served, serve } = startSite(clock, memory, 1, create)
    clock.schedule(() => control.endAll(), 6)
    await clock.run(Promise.all([serve(1, 0.5), serve(2, 0.5)]))
    const history = readHistory(memory, clock.now(), { errors: [] })
    expect([control.closed, history.count, history.leftDueMs.length]).toEqual([true, served.length, 0])
    expect(history.replies.subarray(0, history.count).every((replies) => replies === 1)).toBe(true)
    expect(history.segments.at(-1)).toMatchObject({ name: 'probes', first: served.length, end: served.length })
  },
)

test.each([
  ['a site', createSiteLine],
  ['a unit', createUnitLine],
])('%s leaves what is in the queue when it is told so, and goes on to the other segments', async (_, create) => {
  const clock = new VirtualClock()
  const memory = createMemory(1, 50_000)
  const control = new LineControl(memory)
  const { served, serve } = startSite(clock, memory, 1, create)
  clock.schedule(() => control.endSegment(2), 16)
  clock.schedule(() => control.leaveQueue(2), 18)
  await clock.run(Promise.all([serve(1, 0.5), serve(2, 0.5)]))
  const history = readHistory(memory, clock.now(), { errors: [] })
  const [, , measured, capacity, probes] = history.segments
  expect(served.map(({ id }) => id)).toEqual(Array.from(served, (__, id) => id))
  expect(history.count).toBe(served.length)
  expect(history.replies.subarray(0, history.count).every((replies) => replies === 1)).toBe(true)
  expect([capacity!.end > capacity!.first, probes!.end - probes!.first]).toEqual([true, 15])
  // All that arrived before the end was served or left, each once.
  const arrived = memory.offsetsMs.filter((offset) => offset <= 16 - measured!.startMs)
  const taken = measured!.end - measured!.first
  expect(Math.abs(taken + history.leftDueMs.length - arrived.length)).toBeLessThan(100)
  expect(history.leftDueMs[0]).toBe(measured!.startMs + memory.offsetsMs[taken]!)
  expect(history.leftDueMs.every((dueMs) => dueMs < measured!.endMs)).toBe(true)
})

test('a reply that cannot be digested leaves no trace', async () => {
  const clock = new VirtualClock()
  const memory = createMemory(1, 1000)
  const { line } = startSite(clock, memory, Infinity)
  const port: Line<string, string> = line.port(1)
  const request = await port.receive()
  if (request === undefined) throw new Error('the line has closed')
  expect(() => port.reply(request, undefined as unknown as string)).toThrow(TypeError)
  expect([memory.replies[request.id], new LineControl(memory).progress]).toEqual([0, 0])
})
