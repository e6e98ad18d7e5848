import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import type { Request } from '../../harness/host/fixtures/tally/protocol.ts'
import { compileVersion } from '../../harness/prepare.ts'
import type { Answer, UpdateResult } from '../../harness/host/messages.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { Workload } from '../../workloads/contract.ts'
import { imageFile, readImage } from './disk-image.ts'
import { strategy } from './index.ts'
import { logFile, type LogEntry } from './update-log.ts'

const tally = workload as Workload
const addTen: Request = { kind: 'add', key: 2, amount: 10, times: 1 }

describe('temporary until made permanent', () => {
  test('a restart reverts a temporary update, and keeps a permanent one', async () => {
    const bench = await start()
    await apply(bench, 'stamp', 'apply; make permanent')
    await apply(bench, 'fee', 'apply')
    expect(await bench.ask(addTen)).toMatchObject({ value: 11, stamp: 34 })
    await restart(bench)
    expect(bench.versions).toEqual(['v2'])
    expect(await bench.ask(addTen)).toMatchObject({ value: 10, stamp: 31 })
    await apply(bench, 'fee', 'apply; make permanent')
    await restart(bench)
    expect(bench.versions).toEqual(['v3'])
    expect(await bench.ask(addTen)).toMatchObject({ value: 11, stamp: 34 })
  })

  test('an update is made permanent together with those on which it stands', async () => {
    const bench = await start()
    await apply(bench, 'stamp', 'apply')
    await apply(bench, 'fee', 'apply')
    expect(await makePermanent(bench)).toEqual({ type: 'agent', content: ['stamp', 'fee'] })
    expect(await makePermanent(bench)).toEqual({ type: 'agent', content: [] })
    await restart(bench)
    expect(await bench.ask(addTen)).toMatchObject({ value: 11, stamp: 34 })
  })

  test('backing out a permanent update takes it out of the image on disk, and that of a temporary one does not touch it', async () => {
    const bench = await start()
    await apply(bench, 'stamp', 'apply; make permanent')
    await apply(bench, 'fee', 'apply; make permanent')
    await backOut(bench)
    await apply(bench, 'fee', 'apply')
    await backOut(bench)
    expect(await bench.ask(addTen)).toMatchObject({ value: 10, stamp: 31 })
    await restart(bench)
    expect(await bench.ask(addTen)).toMatchObject({ value: 10, stamp: 31 })
  })

  test('a crash before the image is on disk reverts the update: it is whole in the image, or not there', async () => {
    const bench = await start()
    await bench.change(bench.order('stamp', undefined, 'apply; make permanent'))
    expect(await bench.ask(addTen)).toMatchObject({ stamp: 31 })
    await restart(bench)
    expect(await bench.ask(addTen)).toMatchObject({ stamp: 20 })
  })

  test('new functions and data come with the image, also those of old functions that stay', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v6', traced: true })
    await apply(bench, 'journal', 'apply; make permanent')
    expect(await bench.ask(addTen)).toMatchObject({ value: 11, noted: 101 })
    await restart(bench)
    for (const kind of ['read', 'report', 'nest'] as const) await bench.ask({ ...addTen, kind })
    expect(await bench.ask(addTen)).toMatchObject({ value: 11, noted: 101 })
    const { trace } = await bench.report()
    expect(Object.values(trace!.counts).every((count) => count === 0)).toBe(true)
  })
})

test('the log says what was done, when, and by which command', async () => {
  const bench = await start()
  await apply(bench, 'stamp', 'apply')
  await makePermanent(bench)
  await apply(bench, 'fee', 'apply; make permanent')
  await backOut(bench)
  await restart(bench)
  await bench.flush()
  const entries = (bench.files.get(logFile) ?? []).map((text) => JSON.parse(text) as LogEntry)
  expect(entries.map(({ event, update, version, command }) => [event, update ?? version, command])).toEqual([
    ['started', 'v1', undefined],
    ['applied', 'stamp', 'apply'],
    ['made permanent', 'stamp', 'make permanent'],
    ['applied', 'fee', 'apply; make permanent'],
    ['made permanent', 'fee', 'apply; make permanent'],
    ['backed out', 'fee', 'back out'],
    ['started', 'v2', undefined],
  ])
  const times = entries.map(({ atMs }) => atMs)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(entries[1]?.functions).toEqual(['stamp.ts#stamp'])
})

test('an update that was not applied is in the log, with the reason', async () => {
  const bench = await start()
  await bench.change(bench.order('throws-at-load', undefined, 'apply'))
  await bench.flush()
  const last = JSON.parse(bench.files.get(logFile)!.at(-1)!) as LogEntry
  expect(last).toMatchObject({ event: 'not applied', update: 'throws-at-load' })
  expect(last.reason).toContain('the table of stamps is not there')
})

test('an order that it does not know is answered', async () => {
  const bench = await start()
  expect(await bench.give({ type: 'agent', content: 'make official' })).toMatchObject({
    type: 'failed',
    message: expect.stringContaining('expected the order `make permanent`, got "make official"') as string,
  })
})

describe('a whole trial with a crash, on the bank, which reads its journal when it is started', () => {
  test('a permanent update is in force again, and only what was in hand is lost; each command is counted', async () => {
    const { violations, verdict, effort } = await crashBank('apply; make permanent')
    expect(verdict).toBe('invalid')
    expect(violations.observable.lost).toBeGreaterThan(0)
    expect(violations.total).toBe(violations.observable.lost)
    expect(effort).toEqual({ commands: 3, supportLines: 0, decisions: 0 })
  })

  test('a temporary update is gone: replies are stale from then on', async () => {
    const { violations, outcome, effort } = await crashBank('apply')
    expect(outcome).toBe('completed')
    expect(violations.observable.stale + violations.observable.wrong).toBeGreaterThan(10)
    expect(effort).toMatchObject({ commands: 2 })
  })
})

/** The update is complete by then. */
const crashAtMs = 6

async function crashBank(command: string): Promise<TrialRecord> {
  const { record } = await runVirtual(
    planTally('dmert', 'rounding', {
      workload: { name: 'bank', path: resolve(import.meta.dirname, '../../workloads/bank/index.ts') },
      parameters: { processes: 4, accounts: 48, branches: 4, audits: 20 },
      command,
      faults: [{ atMs: crashAtMs, fault: { kind: 'crash', site: 'main' } }],
    }),
  )
  return record
}

function start(): Promise<BenchSite> {
  return BenchSite.start(strategy, tally, { version: 'v1' })
}

async function apply(bench: BenchSite, update: string, command: string): Promise<UpdateResult> {
  const { from } = tally.updates.find(({ name }) => name === update)!
  const result = await bench.change(bench.order(update, compileVersion(tally, from), command))
  await bench.flush()
  return result
}

async function makePermanent(bench: BenchSite): Promise<Answer> {
  const answer = bench.give({ type: 'agent', content: 'make permanent' })
  await bench.flush()
  return answer
}

async function backOut(bench: BenchSite): Promise<void> {
  expect(await bench.backOut()).toMatchObject({ outcome: 'completed', inForce: 'old' })
}

function restart(bench: BenchSite): Promise<void> {
  return bench.restart(readImage(bench.image, bench.files.get(imageFile) ?? []))
}
