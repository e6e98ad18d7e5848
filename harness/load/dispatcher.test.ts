import { expect, test } from 'vitest'
import { RemoteUnits, type RemoteUnit } from './fixtures/remote-units.ts'
import { Random } from './random.ts'

const saturated = [{ name: 'measured', mode: 'saturated' }] as const
const openThenProbes = [
  { name: 'measured', mode: 'open' },
  { name: 'probes', mode: 'saturated', count: 3 },
] as const
const brief = [
  { name: 'measured', mode: 'saturated', count: 500 },
  { name: 'probes', mode: 'saturated', count: 3 },
] as const

const upTo = (count: number, from = 0): number[] => Array.from({ length: count - from }, (_, index) => from + index)
const idsOf = (steps: readonly { readonly id: number }[]): number[] => steps.map(({ id }) => id)

test.each([
  ['open', openThenProbes, upTo(500).map((index) => index / 50)],
  ['in bursts', openThenProbes, upTo(500).map((index) => Math.floor(index / 64) * 2)],
  ['saturated', brief, []],
] as const)(
  '%s: each request is handed out once, and carried out by all in the same order',
  async (_, plan, offsetsMs) => {
    const units = new RemoteUnits(plan, { offsetsMs })
    const { memory, control } = units
    const [one, other] = [units.start(0), units.start(1)]
    void units.serve(one, 1)
    void units.serve(other, 2)
    await units.untilClosed()
    expect(control.next).toBe(503)
    expect(memory.replies.subarray(0, 503)).toEqual(new Uint8Array(503).fill(1))
    expect([...memory.digest.subarray(0, 503)]).toEqual(upTo(503))
    expect([...memory.rank.subarray(0, 503)].toSorted((a, b) => a - b)).toEqual(upTo(503))
    // Both have had their share, and nobody has carried out the other one's probes.
    expect(new Set(memory.taker.subarray(0, 500))).toEqual(new Set([1, 2]))
    for (const { steps } of [one, other]) expect(idsOf(steps).filter((id) => id < 500)).toEqual(upTo(500))
    const probes = [...one.steps, ...other.steps].filter(({ id }) => id >= 500)
    expect(probes.map(({ body }) => body).toSorted((a, b) => b - a)).toEqual([-1, -2, -3])
  },
)

test('nothing is handed out before it has arrived, and what is asked for by then is handed out at once', async () => {
  const units = new RemoteUnits(openThenProbes, { offsetsMs: upTo(20).map((index) => index * 5) })
  const unit = units.start(0)
  void units.serve(unit, 1)
  await units.untilClosed()
  for (const { id, takenMs } of unit.steps.slice(0, 20)) {
    expect(takenMs).toBeGreaterThanOrEqual(units.memory.dueMs[id]!)
    expect(takenMs).toBeLessThan(units.memory.dueMs[id]! + 0.2)
  }
})

test('what only reads is carried out by the unit that has it; several processes of a unit share it', async () => {
  const units = new RemoteUnits(brief, { changesState: (body) => body % 3 === 0 })
  const [one, other] = [units.start(0), units.start(1)]
  for (const process of [1, 2]) void units.serve(one, process)
  for (const process of [3, 4]) void units.serve(other, process)
  await units.untilClosed()
  const [ours, theirs] = [new Set(idsOf(one.steps)), new Set(idsOf(other.steps))]
  expect(ours.union(theirs)).toEqual(new Set(upTo(503)))
  expect(ours.intersection(theirs)).toEqual(new Set(upTo(500).filter((id) => id % 3 === 0)))
})

test('what overlaps with a request by the record does so in truth, or only seems to: never the other way round', async () => {
  const units = new RemoteUnits(brief, { changesState: () => false })
  const { takenAfter, rank, doneMs } = units.memory
  const [one, other] = [units.start(0), units.start(1)]
  void units.serve(one, 1)
  void units.serve(other, 2, { serviceMs: 0.07 })
  await units.untilClosed()
  const wrong = [...one.steps, ...other.steps].filter(({ id, takenMs }) =>
    upTo(503).some((before) => rank[before]! < takenAfter[id]! && doneMs[before]! >= takenMs),
  )
  expect(wrong).toEqual([])
})

test('once others are routed to, a unit is given nothing more, and still carries out what it has been given', async () => {
  const units = new RemoteUnits(saturated)
  const [one, other] = [units.start(0), units.start(1)]
  units.control.route([0])
  void units.serve(one, 1)
  void units.serve(other, 2)
  await units.clock.runUntil(5)
  units.control.route([1])
  const { next } = units.control
  await units.clock.runUntil(20)
  expect(next).toBeGreaterThan(100)
  expect(new Set(units.memory.taker.subarray(0, next))).toEqual(new Set([1]))
  expect(new Set(units.memory.taker.subarray(next, one.line.position - 64))).toEqual(new Set([2]))
  expect(one.line.position).toBeGreaterThan(next + 100)
})

test('a unit that is to hold carries out what it has been given, asks for no more, and goes on when it is released', async () => {
  const units = new RemoteUnits(saturated, { changesState: () => false })
  const [one, other] = [units.start(0), units.start(1)]
  void units.serve(one, 1)
  void units.serve(other, 2)
  await units.clock.runUntil(5)
  units.hold(one)
  const { next } = units.control
  await units.clock.runUntil(15)
  expect(one.line.outstanding).toBe(0)
  const { position } = one.line
  expect(position).toBeLessThanOrEqual(next)
  expect(Math.max(...idsOf(one.steps))).toBeLessThan(next)
  expect([...units.memory.replies.subarray(0, next)]).toEqual(upTo(next).map(() => 1))
  expect(units.control.next).toBeGreaterThan(next + 100)
  units.release(one)
  await units.clock.runUntil(25)
  expect(Math.max(...idsOf(one.steps))).toBeGreaterThan(next + 100)
})

test('it may be told to hold where it still has to follow the others: it does', async () => {
  const units = new RemoteUnits(saturated)
  const [one, other] = [units.start(0), units.start(1)]
  units.control.route([0])
  void units.serve(one, 1)
  await units.clock.runUntil(5)
  units.control.route([])
  const { next } = units.control
  void units.serve(other, 2)
  units.hold(other, next)
  await units.clock.runUntil(5.1)
  expect(other.line.outstanding).toBeGreaterThan(0)
  await units.clock.runUntil(20)
  expect([other.line.outstanding, other.line.position]).toEqual([0, next])
  expect(idsOf(other.steps)).toEqual(upTo(next))
})

test('what is cut off is not answered any more, nor what was given and not taken', async () => {
  const units = new RemoteUnits(saturated)
  const one = units.start(0)
  void units.serve(one, 1)
  await units.clock.runUntil(5)
  units.hold(one)
  await units.clock.runUntil(units.clock.now() + 0.1)
  one.line.cutOff()
  expect(one.line.outstanding).toBe(0)
  const { position } = one.line
  await units.clock.runUntil(10)
  expect(one.line.position).toBe(position)
  const { next } = units.control
  expect(position).toBeLessThan(next)
  expect([...units.memory.replies.subarray(position - 1, next)]).toEqual(upTo(next, position - 1).map(() => 0))
  // Others take it that all was served; so does it, once it is released.
  units.release(one)
  await units.clock.runUntil(15)
  expect(idsOf(one.steps)).toEqual(upTo(one.steps.length))
  expect([...units.memory.replies.subarray(position - 1, next)]).toEqual(upTo(next, position - 1).map(() => 0))
  expect(units.memory.replies[next]).toBe(1)
})

test('who takes the place of a unit carries out all from its position on, and answers what it is given itself', async () => {
  const units = new RemoteUnits(saturated)
  const [one, other] = [units.start(0), units.start(1)]
  void units.serve(one, 1)
  void units.serve(other, 2)
  await units.clock.runUntil(5)
  units.hold(one)
  await units.clock.runUntil(8)
  const { position } = one.line
  const successor = units.start(0, position)
  void units.serve(successor, 3)
  one.port.close()
  await units.clock.runUntil(20)
  const { steps } = successor
  expect(idsOf(steps)).toEqual(upTo(position + steps.length, position))
  expect(units.memory.taker.subarray(0, position)).not.toContain(3)
  expect(units.memory.taker).toContain(3)
})

test('a unit dies: what it had in hand is lost, and the others carry it out and go on', async () => {
  const units = new RemoteUnits(saturated)
  const [one, other] = [units.start(0), units.start(1)]
  void units.serve(one, 1)
  void units.serve(other, 2)
  await units.clock.runUntil(5)
  one.port.close()
  units.control.route([1])
  const { next } = units.control
  await units.clock.runUntil(20)
  expect(idsOf(other.steps)).toEqual(upTo(other.steps.length))
  expect(other.steps.length).toBeGreaterThan(next + 100)
  expect(new Set(units.memory.taker.subarray(next, other.line.position - 64))).toEqual(new Set([2]))
})

test('the first probe waits until nothing is under way', async () => {
  const units = new RemoteUnits(brief, { changesState: () => false })
  const [slow, fast] = [units.start(0), units.start(1)]
  void units.serve(slow, 1, { serviceMs: 3 })
  void units.serve(fast, 2)
  await units.untilClosed()
  const { doneMs } = units.memory
  const probes = [...slow.steps, ...fast.steps].filter(({ id }) => id >= 500)
  const lastMs = Math.max(...doneMs.subarray(0, 500))
  expect(Math.min(...probes.map(({ takenMs }) => takenMs))).toBeGreaterThan(lastMs)
  expect(units.memory.takenAfter[500]).toBe(500)
})

test('it does not wait for what will never be answered: all processes ask for more, or one is gone', async () => {
  const units = new RemoteUnits(brief, { changesState: () => false })
  const [mute, broken] = [units.start(0), units.start(1)]
  void units.serve(mute, 1, { answers: false })
  const port = broken.line.port(2)
  void units.serve(broken, 3)
  const lost = await Promise.race([port.receive(), units.clock.run(new Promise(() => undefined))])
  broken.line.abandon(2)
  await units.untilClosed()
  expect(mute.steps.length).toBeGreaterThan(0)
  expect(units.memory.replies[lost!.id]).toBe(0)
  expect(units.memory.taker[lost!.id]).toBe(2)
})

test('a unit that is left time to catch up does, and the one that serves goes on at half its pace', async () => {
  const units = new RemoteUnits(saturated)
  const [one, other] = [units.start(0), units.start(1)]
  const { control, clock } = units
  control.route([0])
  void units.serve(one, 1)
  await clock.runUntil(20)
  const behind = control.next
  expect(behind).toBeGreaterThan(1000)
  void units.serve(other, 2)
  await clock.runUntil(30)
  expect(control.next - other.line.position).toBeGreaterThan(0.9 * behind)
  const [before, position] = [control.next, other.line.position]
  control.letCatchUp(1, position)
  while (control.next - other.line.position > 100) await clock.runUntil(clock.now() + 0.1)
  const [given, carriedOut] = [control.next - before, other.line.position - position]
  expect(given / carriedOut).toBeGreaterThan(0.45)
  expect(given / carriedOut).toBeLessThan(0.55)
  control.letRun()
  const atLast = control.next
  await clock.runUntil(clock.now() + 4)
  expect(control.next).toBeGreaterThan(atLast + 100)
})

test.each(upTo(20))('however units are routed, held and replaced, nothing is lost or done twice (%i)', async (seed) => {
  const random = new Random().reseed(seed, 0)
  const units = new RemoteUnits([{ name: 'measured', mode: 'saturated', durationMs: 40 }, openThenProbes[1]])
  const { clock, control } = units
  const all: { readonly unit: RemoteUnit; readonly from: number }[] = []
  const start = (number: number, from: number): RemoteUnit => {
    const unit = units.start(number, from)
    void units.serve(unit, number + 1, { serviceMs: [0.005, 0.05, 0.3][random.below(3)]! })
    all.push({ unit, from })
    return unit
  }
  const running = [start(0, 0), start(1, 0)]
  while (clock.now() < 35) {
    await clock.runUntil(clock.now() + random.below(30) / 10)
    control.route([[0], [1], [0, 1], []][random.below(4)]!)
    const number = random.below(2)
    const unit = running[number]!
    if (random.below(2) === 0) {
      units.hold(unit)
      await clock.runUntil(clock.now() + 0.1 + random.below(30) / 10)
      const isReplaced = unit.line.outstanding === 0 && random.below(2) === 0
      if (isReplaced) {
        running[number] = start(number, unit.line.position)
        unit.port.close()
      } else units.release(unit)
    }
  }
  control.route([0, 1])
  // The slowest may have all of it to follow.
  await units.untilClosed(1000)
  const { next } = control
  expect([...units.memory.replies.subarray(0, next)]).toEqual(upTo(next).map(() => 1))
  for (const { unit, from } of all) {
    const ids = idsOf(unit.steps).filter((id) => id < next - 3)
    expect(ids).toEqual(upTo(from + ids.length, from))
  }
  for (const unit of running) expect(unit.line.position).toBe(next)
})
