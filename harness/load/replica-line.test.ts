import { expect, test } from 'vitest'
import type { Traffic } from '../../workloads/contract.ts'
import { VirtualClock } from './fixtures/virtual-clock.ts'
import { LineControl } from './line-control.ts'
import { CURSOR, LOCK, createLineMemory } from './line-memory.ts'
import { ReplicaLine } from './replica-line.ts'

const traffic: Traffic<number, number> = {
  setup: 0,
  request: (id) => id,
  probes: 0,
  probe: (index) => index,
  digest: (reply) => reply,
}

/** A line that two units serve, under saturated load; the first one serves, and the second one follows. */
function createPair() {
  const clock = new VirtualClock()
  const segments = [{ name: 'measured', mode: 'saturated' }] as const
  const memory = createLineMemory({ seed: 1, segments, capacity: 100_000 }, new Float64Array(0))
  const control = new LineControl(memory)
  control.route([0])
  const [leader, follower] = [0, 1].map((number) => {
    const host = {
      now: () => clock.now(),
      poll: (callback: () => void, atMs: number) => clock.schedule(callback, atMs),
      interrupt: () => undefined,
      flag: new Int32Array(1),
      quantumMs: 1,
    }
    return new ReplicaLine(memory, traffic, host, { number, ordered: true, routed: number === 0, position: 0 })
  }) as [ReplicaLine<number, number>, ReplicaLine<number, number>]
  return { clock, memory, control, leader, follower }
}

async function serve(
  clock: VirtualClock,
  line: ReplicaLine<number, number>,
  serviceMs: number,
  process = 1,
): Promise<void> {
  const port = line.port(process)
  for (;;) {
    const request = await port.receive()
    if (request === undefined) return
    await clock.after(serviceMs)
    port.reply(request, 0)
  }
}

test('a unit that is left time to catch up does, and the one that serves goes on at half its pace', async () => {
  const { clock, memory, control, leader, follower } = createPair()
  void serve(clock, leader, 0.01)
  await clock.runUntil(20)
  const behind = memory.control[CURSOR]!
  expect(behind).toBeGreaterThan(1000)
  // As fast as the other one: by itself it would never come nearer.
  void serve(clock, follower, 0.01)
  await clock.runUntil(30)
  expect(control.next - follower.position).toBeGreaterThan(0.9 * behind)
  const [before, position] = [control.next, follower.position]
  control.letCatchUp(1, position)
  while (control.next - follower.position > 10) await clock.runUntil(clock.now() + 0.1)
  const [taken, carriedOut] = [control.next - before, follower.position - position]
  expect(taken / carriedOut).toBeGreaterThan(0.45)
  expect(taken / carriedOut).toBeLessThan(0.55)
  control.letRun()
  const atLast = control.next
  await clock.runUntil(clock.now() + 2)
  expect(control.next).toBeGreaterThan(atLast + 100)
})

test('once others are routed to, a unit takes nothing more, and catches up with what it missed', async () => {
  const { clock, memory, control, leader, follower } = createPair()
  void serve(clock, leader, 0.01)
  void serve(clock, follower, 0.01, 2)
  await clock.runUntil(5)
  control.route([1])
  const { next } = control
  await clock.runUntil(20)
  expect(control.next).toBeGreaterThan(next + 100)
  expect(new Set(memory.taker.subarray(0, next))).toEqual(new Set([1]))
  expect(new Set(memory.taker.subarray(next, control.next))).toEqual(new Set([2]))
  expect(leader.position).toBeGreaterThan(next + 100)
})

test('a unit that dies while it hands a request out does not keep the lock; another one’s is left alone', async () => {
  const { clock, memory, control, leader } = createPair()
  memory.control[LOCK] = 2
  void serve(clock, leader, 0.01)
  await clock.runUntil(2)
  expect(control.next).toBe(0)
  control.unlock(0)
  expect(memory.control[LOCK]).toBe(2)
  control.unlock(1)
  await clock.runUntil(4)
  expect(control.next).toBeGreaterThan(0)
})
