import { describe, expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { workload } from '../../harness/host/fixtures/worked-example/index.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const program = workload as Workload
const procedures = ['read', 'process', 'report', 'parse', 'compute', 'get', 'put', 'format', 'main']

/** The stack is main, process, compute, get when the update is asked for. */
async function askHalfWay(update: string, traced = false) {
  const bench = await BenchSite.start(strategy, program, { version: 'v1', traced })
  const request = await bench.send('item')
  const { result } = await bench.begin(update)
  return { bench, request, result }
}

/** Names of the procedures whose entry in the oldest space leads elsewhere. */
function rebound({ spaces: [oldest] }: BenchSite): string[] {
  const ids = oldest!.image.procedures.map(({ id }) => id)
  const changed = ids.filter((id) => oldest!.bound(id) !== oldest!.code(id)).map((id) => id.slice(id.indexOf('#') + 1))
  return procedures.filter((name) => changed.includes(name))
}

async function readings(bench: BenchSite): Promise<number> {
  return (await bench.report()).spans.filter(({ phase }) => phase === 'read the stack').length
}

describe.each([false, true])('the worked example as a program that runs (traced: %s)', (traced) => {
  test('each procedure is rebound when it and all that its new version reaches are off the stack', async () => {
    const { bench, request, result } = await askHalfWay('second', traced)
    expect(rebound(bench)).toEqual(['read', 'parse', 'put'])
    expect(await readings(bench)).toBe(1)
    await bench.pass(1) // get returns
    expect(rebound(bench)).toEqual(['read', 'parse', 'get', 'put'])
    expect(await readings(bench)).toBe(2)
    await bench.pass(2) // compute's old code calls put, by way of its interprocedure
    expect(rebound(bench)).toEqual(['read', 'parse', 'get', 'put'])
    expect(await readings(bench)).toBe(2)
    await bench.pass(3) // compute returns
    expect(rebound(bench)).toEqual(['read', 'report', 'parse', 'compute', 'get', 'put', 'format'])
    await bench.pass(4) // process returns
    expect(rebound(bench)).toEqual(['read', 'process', 'report', 'parse', 'compute', 'get', 'put', 'format'])
    expect(await result).toMatchObject({ outcome: 'completed', inForce: 'new' })
    expect(bench.replies.get(request)).toBe('item read1 parse1 get1 put2x1 compute1 process1 format2 report2')
    expect(bench.versions).toEqual(['v1', 'v2'])
    expect(Object.values((await bench.report()).trace?.counts ?? {}).every((count) => count === 0)).toBe(true)
  })

  test('main goes on in the old space, through a table that leads to the newest version only', async () => {
    const { bench } = await askHalfWay('second', traced)
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    const next = await bench.send('next')
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    expect(bench.replies.get(next)).toBe('next read2 parse2 get2 put2x2 compute2 process2 format2 report2')
  })

  test('after a second update the space between, which has no users, is freed', async () => {
    const { bench } = await askHalfWay('second', traced)
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    expect(await bench.change('third')).toMatchObject({ outcome: 'completed' })
    expect(bench.versions).toEqual(['v1', 'v3'])
    const next = await bench.send('next')
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    expect(bench.replies.get(next)).toBe('next read3 parse3 get3 put3x3. compute3 process3 format3 report3')
  })

  test('a second update while a call is under way in the version between', async () => {
    const { bench } = await askHalfWay('second', traced)
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    const request = await bench.send('next')
    const { result } = await bench.begin('third')
    expect(bench.versions).toEqual(['v1', 'v2', 'v3'])
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    expect(await result).toMatchObject({ outcome: 'completed' })
    expect(bench.replies.get(request)).toBe('next read2 parse2 get2 put3x2! compute2 process2 format3 report3')
    expect(bench.versions).toEqual(['v1', 'v3'])
  })

  test('were parse and compute declared a group, parse would wait for compute', async () => {
    const { bench, result } = await askHalfWay('grouped', traced)
    expect(rebound(bench)).toEqual(['read', 'put'])
    await bench.pass(1)
    expect(rebound(bench)).toEqual(['read', 'get', 'put'])
    await bench.pass(2)
    await bench.pass(3)
    expect(rebound(bench)).toEqual(['read', 'report', 'parse', 'compute', 'get', 'put', 'format'])
    await bench.pass(4)
    expect(await result).toMatchObject({ outcome: 'completed' })
  })

  test('had main changed, the update would stall, and say so', async () => {
    const { bench, result } = await askHalfWay('fourth', traced)
    for (const gate of [1, 2, 3, 4]) await bench.pass(gate)
    expect(rebound(bench)).not.toContain('main')
    bench.withdraw()
    expect(await result).toMatchObject({
      outcome: 'stalled',
      reason: expect.stringContaining('main:v1:normal:main.ts#main+0 is on the stack') as string,
    })
  })
})
