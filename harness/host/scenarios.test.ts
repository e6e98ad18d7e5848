import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Strategy } from '../../strategies/contract.ts'
import { strategy as das } from '../../strategies/das/index.ts'
import { strategy as dmert } from '../../strategies/dmert/index.ts'
import { strategy as dymos } from '../../strategies/dymos/index.ts'
import { strategy as podus } from '../../strategies/podus/index.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { compileUpdate, compileVersion } from '../prepare.ts'
import { reverseUpdate } from '../reverse-update.ts'
import { BenchSite, type BenchOptions, type BenchOrder } from './fixtures/bench-site.ts'
import { planTally } from './fixtures/plans.ts'
import { runVirtual } from './fixtures/run-virtual.ts'
import { workload } from './fixtures/tally/index.ts'
import type { Reply, Request } from './fixtures/tally/protocol.ts'

/** Strategies that update a program in place at one site. */
const strategies: Readonly<Record<string, Strategy>> = { podus, dmert, das, dymos }
const both = Object.keys(strategies)
const tally = workload as Workload

const factor: Readonly<Record<string, (value: number) => number>> = {
  v1: (value) => 2 * value,
  v2: (value) => 3 * value + 1,
}

function start(name: string, options: Partial<BenchOptions> = {}): Promise<BenchSite> {
  return BenchSite.start(strategies[name]!, tally, { version: 'v1', ...options })
}

function add(key: number, amount: number, times = 1): Request {
  return { kind: 'add', key, amount, times }
}

function declared(name: string): UpdateDeclaration {
  return tally.updates.find((update) => update.name === name)!
}

/** The way back. */
function undo(name: string): UpdateDeclaration {
  return reverseUpdate(declared(name))
}

/** Takes an update out, in the strategy's own way: a command, or the update to the earlier version. */
function takeOut(bench: BenchSite, name: string) {
  return bench.agent?.backOut === undefined ? bench.change(undo(name)) : bench.backOut()
}

async function expectStamp(bench: BenchSite, version: 'v1' | 'v2'): Promise<void> {
  const { value, stamp } = await bench.ask<Reply>(add(1, 1))
  expect(stamp).toBe(factor[version]!(value))
}

/** An update whose new version cannot be loaded. */
function spoil(order: BenchOrder): BenchOrder {
  const units = order.image.units.map((unit) =>
    unit.id === 'stamp.ts#stamp' ? { ...unit, text: 'this is no program' } : unit,
  )
  return { ...order, image: { ...order.image, units } }
}

describe.each(both)('%s', (name) => {
  test('a probe shows the old behaviour, the new one after the update, and the old one after backing out', async () => {
    const bench = await start(name)
    await expectStamp(bench, 'v1')
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed', inForce: 'new' })
    await expectStamp(bench, 'v2')
    expect(await takeOut(bench, 'stamp')).toMatchObject({ outcome: 'completed' })
    await expectStamp(bench, 'v1')
  })

  test('of two updates, backing out the second leaves the first in force, and backing out that restores the original', async () => {
    const bench = await start(name)
    await bench.change('stamp')
    await bench.change('fee')
    expect(await bench.ask(add(2, 10))).toMatchObject({ value: 11, stamp: 34 })
    await takeOut(bench, 'fee')
    expect(await bench.ask(add(2, 10))).toMatchObject({ value: 21, stamp: 64 })
    await takeOut(bench, 'stamp')
    expect(await bench.ask(add(2, 10))).toMatchObject({ value: 31, stamp: 62 })
  })

  test('after several updates only the newest version is active', async () => {
    const bench = await start(name, { traced: true })
    await bench.change('stamp')
    await bench.change('fee')
    for (const kind of ['add', 'read', 'report', 'nest'] as const) await bench.ask({ ...add(1, 3), kind })
    expect(violations(await bench.report())).toBe(0)
    const [oldest, newest] = [bench.spaces[0]!, bench.spaces.at(-1)!]
    expect(oldest.bound('ledger.ts#add')).toBe(newest.code('ledger.ts#add'))
  })

  test('the phases come in the declared order', async () => {
    const bench = await start(name)
    await bench.change('stamp')
    const phases = (await bench.report()).spans.map(({ phase }) => phase)
    expect(phases.filter((phase, index) => phase !== phases[index - 1])).toEqual(
      bench.agent!.phases.map((phase) => phase.name),
    )
  })

  test('a version that cannot be loaded changes nothing, no later phase runs, and the next good update works', async () => {
    const bench = await start(name)
    const before = [...bench.versions]
    expect(await bench.change(spoil(bench.order('stamp')))).toMatchObject({
      outcome: 'failed',
      inForce: 'old',
      reason: expect.stringContaining('Unexpected identifier') as string,
    })
    expect(bench.versions).toEqual(before)
    const { spans } = await bench.report()
    expect(new Set(spans.map(({ phase }) => phase)).size).toBe(1)
    await expectStamp(bench, 'v1')
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed' })
    await expectStamp(bench, 'v2')
  })

  test('a version that throws while it starts leaves the old one serving, and the next good update works', async () => {
    const bench = await start(name)
    expect(await bench.change('throws-at-load')).toMatchObject({
      outcome: 'failed',
      inForce: 'old',
      reason: expect.stringContaining('the table of stamps is not there') as string,
    })
    expect(bench.versions).toEqual(['v1'])
    await expectStamp(bench, 'v1')
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed' })
    await expectStamp(bench, 'v2')
  })

  test('128 concurrent callers of the changed procedure all converge, and none is lost', async () => {
    const { record } = await runVirtual(planTally(name, 'fee', { parameters: { processes: 128, pauses: 512 } }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  })

  test('two importers of a changed module see the same new instance', async () => {
    const bench = await start(name)
    await bench.ask(add(5, 7))
    await bench.change('stamp')
    await bench.change('fee')
    expect(await bench.ask(add(5, 1))).toMatchObject({ value: 9, stamp: 28 })
    expect(await bench.ask({ ...add(5, 0), kind: 'read' })).toMatchObject({ value: 9, stamp: 28 })
  })

  test('an update asked for during an update is refused, and allowed again afterwards', async () => {
    const bench = await start(name)
    const order = bench.order('stamp')
    const first = bench.load(order)
    expect(await bench.load(order)).toMatchObject({
      type: 'outcome',
      result: { outcome: 'refused', reason: 'another update is under way' },
    })
    expect(await first).toMatchObject({ type: 'loaded' })
    expect(await bench.change('fee')).toMatchObject({ outcome: 'completed' })
  })

  test('an update given up while it is loaded leaves nothing behind, and what was in force stays so', async () => {
    const bench = await start(name)
    await bench.change('stamp')
    const before = [...bench.versions]
    const loading = bench.load(bench.order('fee'))
    bench.withdraw()
    expect(await loading).toMatchObject({ type: 'outcome', result: { outcome: 'stalled', inForce: 'old' } })
    expect(bench.versions).toEqual(before)
    await expectStamp(bench, 'v2')
    expect(await bench.change('fee')).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask(add(2, 10))).toMatchObject({ value: 11, stamp: 34 })
  })

  test('a call many procedures deep is served by the old version and by the new one', async () => {
    const bench = await start(name)
    const deep: Request = { kind: 'nest', key: 1, amount: 3000, times: 1 }
    expect(await bench.ask(deep)).toMatchObject({ value: 3000, stamp: 6000 })
    await bench.change('stamp')
    expect(await bench.ask(deep)).toMatchObject({ value: 3000, stamp: 9001 })
  })

  test('an update command without a version loaded is answered, not ignored', async () => {
    const bench = await start(name)
    expect(await bench.give({ type: 'update' })).toMatchObject({
      type: 'outcome',
      result: { outcome: 'failed', inForce: 'old' },
    })
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed' })
  })

  test('an initialiser runs once, however often the program is updated afterwards', async () => {
    const bench = await start(name, { version: 'v6' })
    expect(await bench.ask(add(1, 1))).toMatchObject({ noted: 0 })
    await bench.change('journal')
    expect(await bench.ask(add(1, 1))).toMatchObject({ noted: 101 })
    expect(await bench.ask(add(1, 1))).toMatchObject({ noted: 102 })
    if (name === 'podus') await bench.change('retire')
    expect(await bench.ask(add(1, 1))).toMatchObject({ noted: 103 })
  })

  test('removed code is really gone', async () => {
    const bench = await start(name)
    await bench.change('stamp')
    const code = new WeakRef(bench.spaces.at(-1)!.code('stamp.ts#stamp'))
    await takeOut(bench, 'stamp')
    await bench.change('stamp')
    await bench.change('fee')
    expect(await isCollected(code)).toBe(true)
  })

  test('a thousand updates in a row leave no more memory behind than a few', { timeout: 120_000 }, async () => {
    const bench = await start(name)
    const [forth, back] = await prepareRound(bench)
    const heap: number[] = []
    for (let round = 0; round < 500; round++) {
      await bench.change(forth)
      await (bench.agent?.backOut === undefined ? bench.change(back!) : bench.backOut())
      // What has gone to the disk is in no site's memory.
      bench.files.clear()
      if (round === 99 || round === 499) heap.push(collectGarbage())
    }
    await expectStamp(bench, 'v1')
    expect(bench.versions.length).toBeLessThanOrEqual(2)
    expect(heap[1]! - heap[0]!).toBeLessThan(1_500_000)
  })
})

describe('podus', () => {
  test('waits for a long call inside the changed procedure; withdrawn, the call ends on old code', async () => {
    const bench = await start('podus')
    const long = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    const { result } = await bench.begin('pause')
    await bench.idle()
    expect(bench.versions).toEqual(['v1', 'v17'])
    bench.withdraw()
    expect(await result).toMatchObject({ outcome: 'stalled', inForce: 'old', withdrawnNext: 1 })
    await bench.pass(0.05)
    expect(bench.replies.get(long)).toMatchObject({ via: 1 })
    expect(bench.versions).toEqual(['v1'])
    const again = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed' })
    await bench.pass(0.05)
    expect(bench.replies.get(again)).toMatchObject({ via: 1, value: 10, stamp: 20 })
  })

  test('says what holds an update up, and by which calls', async () => {
    const bench = await start('podus')
    await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    const { result } = await bench.begin('pause')
    bench.withdraw()
    const { reason } = await result
    expect(reason).toContain(
      'main:v1:normal:serve.ts#serve+0 calls main:v1:normal:serve.ts#pause+0, which is on the stack',
    )
  })

  test('completes when the long call returns', async () => {
    const bench = await start('podus', { processes: 2 })
    const long = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    const { result } = await bench.begin('pause')
    await expectStamp(bench, 'v1')
    await bench.pass(0.05)
    expect(await result).toMatchObject({ outcome: 'completed', completedNext: 2 })
    expect(bench.replies.get(long)).toMatchObject({ via: 1 })
    const next = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    await bench.pass(0.05)
    expect(bench.replies.get(next)).toMatchObject({ via: 4 })
  })

  test('refuses a third version softly while an update waits, and takes it afterwards', async () => {
    const bench = await start('podus')
    await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    const { result } = await bench.begin('pause')
    const refused = await bench.begin('stamp')
    expect(await refused.result).toMatchObject({ outcome: 'refused' })
    await bench.pass(0.05)
    expect(await result).toMatchObject({ outcome: 'completed' })
    expect(await bench.change(undo('pause'))).toMatchObject({ outcome: 'completed' })
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed' })
    await expectStamp(bench, 'v2')
  })

  test('takes a third version while calls of the first are under way', async () => {
    const bench = await start('podus', { processes: 3 })
    const first = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    expect(await bench.change('stamp')).toMatchObject({ outcome: 'completed' })
    const second = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    expect(await bench.change('fee')).toMatchObject({ outcome: 'completed' })
    await bench.pass(0.05)
    await bench.pass(0.05)
    expect(bench.replies.get(first)).toMatchObject({ value: 5, stamp: 10 })
    expect(bench.replies.get(second)).toMatchObject({ value: 10, stamp: 31 })
    expect(await bench.ask(add(3, 1))).toMatchObject({ value: 12, stamp: 37 })
  })

  test('when a mapper throws, the old version goes on with its state whole, and a good update works', async () => {
    const bench = await start('podus', { version: 'v4' })
    await bench.ask(add(9, 3, 2))
    expect(await bench.change('sparse-throws')).toMatchObject({
      outcome: 'failed',
      inForce: 'old',
      reason: expect.stringContaining('cannot convert 64 counters') as string,
    })
    expect(bench.versions).toEqual(['v4'])
    expect(await bench.ask(add(9, 1))).toMatchObject({ value: 9 })
    expect(await bench.change('sparse')).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask(add(9, 1))).toMatchObject({ value: 11 })
  })

  test('state is handed from version to version, up a chain and down again', async () => {
    const bench = await start('podus', { traced: true })
    const values: number[] = []
    const ask = async (): Promise<void> => void values.push((await bench.ask<Reply>(add(4, 10, 3))).value)
    await ask()
    for (const name of ['stamp', 'fee', 'times', 'sparse', 'seal', 'journal', 'retire']) {
      expect(await bench.change(name)).toMatchObject({ outcome: 'completed' })
      await ask()
    }
    for (const name of ['retire', 'journal', 'seal', 'sparse', 'times', 'fee', 'stamp']) {
      expect(await bench.change(undo(name))).toMatchObject({ outcome: 'completed' })
      await ask()
    }
    const steps = values.map((value, index) => value - (values[index - 1] ?? 0))
    expect(steps).toEqual([10, 10, 11, 31, 31, 31, 31, 31, 31, 31, 31, 31, 11, 10, 10])
    expect(violations(await bench.report())).toBe(0)
  })

  test('composes interprocedures for what goes on in an old version, whose spaces stay as long as it does', async () => {
    const bench = await start('podus')
    const read: Request = { ...add(1, 0), kind: 'read' }
    expect(await bench.change('via')).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask(read)).toMatchObject({ via: 2, noted: 0 })
    expect(await bench.change('noted')).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask(read)).toMatchObject({ via: 2, noted: 5 })
    expect(bench.versions).toEqual(['v1', 'v18', 'v19'])
  })

  test('keeps no state in a place that no version uses any more', async () => {
    const bench = await start('podus', { version: 'v4' })
    const [old] = bench.spaces
    const counters = new WeakRef(old!.read(old!.datum('ledger.ts#counters')!) as object)
    await bench.change('sparse')
    expect(await isCollected(counters)).toBe(true)
  })
})

describe('dmert', () => {
  test('does not wait for a long call, which ends on old code', async () => {
    const bench = await start('dmert')
    const long = await bench.send({ kind: 'pause', key: 3, amount: 5, times: 1 })
    expect(await bench.change('pause')).toMatchObject({ outcome: 'completed' })
    await bench.pass(0.05)
    expect(bench.replies.get(long)).toMatchObject({ via: 1 })
  })

  test('several updates are taken out in reverse, and no more than there were', async () => {
    const bench = await start('dmert', { version: 'v5' })
    await bench.change('seal')
    await bench.change('journal')
    expect(await bench.ask(add(1, 1))).toMatchObject({ intact: true, noted: 101 })
    await bench.backOut()
    expect(await bench.ask(add(1, 1))).toMatchObject({ intact: true, noted: 0 })
    await bench.backOut()
    expect(await bench.ask(add(1, 1))).toMatchObject({ intact: true, noted: 0 })
    expect(bench.versions).toEqual(['v5'])
    expect(await bench.backOut()).toMatchObject({ outcome: 'failed', reason: 'no update is in force' })
  })
})

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['podus', 'times-bare', /needs an interprocedure/],
  ['dmert', 'times', /interfaces of functions do not change/],
  ['dmert', 'sparse', /no mechanism for moving static state/],
  ['dmert', 'retire', /none is taken out/],
]

test.each(refusals)('%s refuses %s before anything is touched, and says why', (name, update, reason) => {
  const declaration = declared(update)
  const refused = strategies[name]!.assess(compileUpdate(tally, declaration))
  expect(refused.map(({ rule }) => rule).join()).toMatch(reason)
})

function violations({ trace }: Awaited<ReturnType<BenchSite['report']>>): number {
  return Object.values(trace?.counts ?? {}).reduce((sum, count) => sum + count, 0)
}

/** An update and the way back from it, ready to be sent again and again. */
async function prepareRound(bench: BenchSite): Promise<readonly [BenchOrder, BenchOrder | undefined]> {
  const forth = bench.order('stamp')
  return [
    forth,
    bench.agent?.backOut === undefined ? bench.order(undo('stamp'), compileVersion(tally, 'v2')) : undefined,
  ]
}

async function isCollected(reference: WeakRef<object>): Promise<boolean> {
  for (let attempt = 0; attempt < 5 && reference.deref() !== undefined; attempt++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1)
    })
    collectGarbage()
  }
  return reference.deref() === undefined
}

/** Bytes in use after a full collection. */
function collectGarbage(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
