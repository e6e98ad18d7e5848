import { describe, expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { UpdateResult } from '../../harness/host/messages.ts'
import type { TrialRecord, Violations } from '../../harness/store/record.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload } from './fixtures/parcels/index.ts'
import { strategy } from './index.ts'

const parcels = workload as Workload
const wrong = 'update print when pick idle'

/** A clerk waits for a parcel when the command is given; then another comes to pack it. */
async function askWhilePicking(command: string, processes: number) {
  const bench = await BenchSite.start(strategy, parcels, { version: 'v1', processes })
  const picking = await bench.send({ kind: 'pick', order: 7 })
  const { result } = await bench.begin(bench.order('label', undefined, command))
  const packing = await bench.send({ kind: 'pack', order: 7 })
  return { bench, result, picking, packing }
}

async function isSettled(result: Promise<UpdateResult>): Promise<boolean> {
  return (await Promise.race([result, Promise.resolve(undefined)])) !== undefined
}

describe('a when-part that can never become idle', () => {
  test('is found to be a deadlock, with its cycle; the old program goes on and loses nothing', async () => {
    const { bench, result, picking, packing } = await askWhilePicking(wrong, 2)
    const { outcome, reason, inForce } = await result
    expect({ outcome, inForce }).toEqual({ outcome: 'stalled', inForce: 'old' })
    expect(reason).toBe(
      'deadlock: the update → desk.ts#pick, held by process 1 that waits for another → process 2, waiting to call printer.ts#print → locked by the update; the old program goes on',
    )
    await bench.idle()
    expect([bench.replies.get(picking), bench.replies.get(packing)]).toEqual([{ label: 14 }, { label: 14 }])
    expect(bench.versions).toEqual(['v1'])
  })

  test('is not called one while a clerk is free, who might help; past the limit it is said who waits for what', async () => {
    const { bench, result, packing } = await askWhilePicking(wrong, 3)
    expect(await isSettled(result)).toBe(false)
    bench.withdraw()
    const { outcome, reason } = await result
    expect(outcome).toBe('stalled')
    expect(reason).toBe(
      'desk.ts#pick is not idle: held by process 1; process 2 waits to call printer.ts#print; the old program goes on',
    )
    await bench.idle()
    expect(bench.replies.get(packing)).toEqual({ label: 14 })
  })

  test('after it the right command works', async () => {
    const { bench, result } = await askWhilePicking(wrong, 2)
    expect((await result).outcome).toBe('stalled')
    await bench.idle()
    expect(await bench.change(bench.order('label', undefined, 'update print'))).toMatchObject({ outcome: 'completed' })
    const packing = await bench.send({ kind: 'pack', order: 8 })
    expect(bench.replies.get(packing)).toEqual({ label: 24 })
  })

  test('in a trial under load', async () => {
    // It is one only where the command falls while somebody picks: that depends on when requests come.
    const records = await Promise.all([1, 2, 3].map((seed) => runParcels(wrong, seed)))
    for (const { violations } of records) expectAllPacked(violations)
    const stalled = records.filter(({ outcome }) => outcome === 'stalled')
    expect(stalled.length).toBeGreaterThan(0)
    for (const { reason } of stalled) expect(reason).toContain('deadlock: the update → desk.ts#pick')
    const derived = await runParcels(undefined)
    expect(derived.outcome).toBe('completed')
    expectAllPacked(derived.violations)
  })
})

test('without a word of pick, nobody waits', async () => {
  const { bench, result, picking, packing } = await askWhilePicking('update print when print idle', 2)
  expect(await result).toMatchObject({ outcome: 'completed' })
  expect([bench.replies.get(picking), bench.replies.get(packing)]).toEqual([{ label: 21 }, { label: 21 }])
})

/** The load may end between a pick and its pack: that one parcel nobody packs any more. */
function expectAllPacked({ total, observable, examples }: Violations): void {
  expect(total).toBeLessThanOrEqual(1)
  expect(observable.lost).toBe(total)
  for (const { explanation } of examples) expect(explanation).toContain('"kind":"pick"')
}

async function runParcels(command: string | undefined, seed = 1): Promise<TrialRecord> {
  const { record } = await runVirtual(
    planTally('dymos', 'label', {
      workload: { name: 'parcels', path: `${parcels.folder}/index.ts` },
      parameters: { processes: 2 },
      seed,
      ...(command === undefined ? {} : { command }),
    }),
  )
  return record
}
