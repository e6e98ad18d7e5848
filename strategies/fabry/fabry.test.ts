import { describe, expect, test } from 'vitest'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { emitImage } from '../../harness/link/emit.ts'
import { compileUpdate, compileVersion } from '../../harness/prepare.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { workload } from './fixtures/crates/index.ts'
import { strategy } from './index.ts'

const crates = workload as Workload
const put = (crate: number, grams: number) => ({ kind: 'put', crate, amount: grams })
const weigh = (crate: number) => ({ kind: 'weigh', crate, amount: 0 })

describe('an object is converted when it is touched', () => {
  test('and not before: the others stay as they are, and are reported', async () => {
    const bench = await start('v1')
    for (const crate of [1, 2, 3]) await bench.ask(put(crate, 500))
    expect(await bench.change('grams')).toMatchObject({ outcome: 'completed', inForce: 'new' })
    expect(await bench.ask(weigh(2))).toMatchObject({ grams: 500 })
    expect(await bench.ask(put(2, 100))).toMatchObject({ grams: 600 })
    // Crate 0 is the one that the update itself touched.
    expect(keysOf(bench, 0)).toContain('grams')
    expect(keysOf(bench, 2)).toContain('grams')
    expect(keysOf(bench, 1)).not.toContain('grams')
    expect(await residueOf(bench)).toEqual([expect.stringContaining('98 of 100 objects of crate.ts#Crate')])
    expect(bench.agent?.countOldObjects?.()).toBe(98)
  })

  test('through a chain of converters, each of which works on objects of its own version', async () => {
    const bench = await start('v1')
    for (const grams of [700, 600]) await bench.ask(put(5, grams))
    await bench.change('grams')
    await bench.ask(put(6, 1200))
    await bench.change('kilos')
    await bench.change('heavy')
    expect([5, 6].map((crate) => keysOf(bench, crate).includes('kilos'))).toEqual([false, false])
    expect(await bench.ask(weigh(5))).toMatchObject({ grams: 1300 })
    expect(await bench.ask(put(6, 900))).toMatchObject({ grams: 2100 })
    expect([5, 6].map((crate) => keysOf(bench, crate).includes('kilos'))).toEqual([true, true])
    expect(bench.versions).toEqual(['v1', 'v2', 'v3', 'v4'])
  })

  test('and back again, where nobody has touched it in between as well', async () => {
    const bench = await start('v1')
    for (const crate of [1, 2]) await bench.ask(put(crate, 400))
    const back = { ...named('grams'), from: 'v2', to: 'v1', support: named('grams').backOut! }
    await bench.change('grams')
    await bench.ask(put(1, 30))
    expect(await bench.change(back)).toMatchObject({ outcome: 'completed' })
    await bench.change('grams')
    expect(await bench.ask(weigh(1))).toMatchObject({ grams: 430 })
    expect(await bench.ask(weigh(2))).toMatchObject({ grams: 400 })
  })

  test('where it stands: whoever refers to it goes on to do so', async () => {
    const bench = await start('v1')
    const before = crateOf(bench, 7)
    await bench.change('grams')
    await bench.ask(put(7, 10))
    expect(crateOf(bench, 7)).toBe(before)
  })
})

test('the swap waits for nobody and touches one object, however many there are', async () => {
  const bench = await start('v1', 2)
  const shipment = await bench.send({ kind: 'ship', crate: 1, amount: 0 })
  expect(await bench.change('grams')).toMatchObject({ outcome: 'completed' })
  const old = Array.from({ length: 100 }, (_, crate) => keysOf(bench, crate)).filter((keys) => !keys.includes('grams'))
  expect(old).toHaveLength(99)
  await bench.pass(1)
  expect(bench.replies.get(shipment)).toMatchObject({ grams: 0, seal: 1 })
})

test('functions, constructors and static methods look at no stamp; operations do', () => {
  const { units } = emitImage(compileVersion(crates, 'v4'), strategy.linkage)
  const looking = units.filter(({ text }) => text.includes('$h.meets')).map(({ id }) => id)
  expect(looking).toEqual(['put', 'isHeavy', 'weigh', 'seal', 'ship'].map((name) => `crate.ts#Crate.${name}`))
})

test.each([
  ['grams', undefined],
  ['kilos', undefined],
  ['heavy', undefined],
])('%s is allowed', (name, rule) => {
  expect(assess(named(name))[0]).toBe(rule)
})

test('without a converter, a type whose fields change is refused', () => {
  const { name, from, to, kinds, why } = named('grams')
  expect(assess({ name, from, to, kinds, why })).toEqual([expect.stringContaining('a converter')])
})

function start(version: string, processes = 1): Promise<BenchSite> {
  return BenchSite.start(strategy, crates, { version, processes })
}

function named(name: string): UpdateDeclaration {
  return crates.updates.find((update) => update.name === name)!
}

function assess(declaration: UpdateDeclaration): readonly string[] {
  return strategy.assess(compileUpdate(crates, declaration)).map(({ rule }) => rule)
}

function crateOf(bench: BenchSite, crate: number): object {
  const space = bench.spaces.at(-1)!
  return (space.read(space.datum('yard.ts#crates')!) as object[])[crate]!
}

function keysOf(bench: BenchSite, crate: number): string[] {
  return Object.keys(crateOf(bench, crate))
}

async function residueOf(bench: BenchSite): Promise<readonly string[]> {
  const { notices } = await bench.report()
  return notices.filter(({ code }) => code === 'residue').map(({ message }) => message)
}
