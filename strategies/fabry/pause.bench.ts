/**
 * How long an update stops the program, against the number of objects of the type that changes:
 * `node strategies/fabry/pause.bench.ts [--rounds 5] [--most 1000000]`.
 *
 * Beside it, in the same run, the same update with all objects converted before the program goes on: by the same
 * converters, in the same way, one after the other. Both in turns, in this process; goal: at a million objects a thousandth.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { median } from '../../harness/stats/median.ts'
import type { Strategy } from '../contract.ts'
import { workload } from './fixtures/crates/index.ts'
import { strategy as lazy } from './index.ts'
import { type Tagged, version } from './tags.ts'
import { TypeReplacement } from './update.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, most: { type: 'string', default: '1000000' } },
})
const rounds = Number(values.rounds)
const type = 'crate.ts#Crate'

/** Converts all there are, and lets the program go on then. */
class EagerReplacement extends TypeReplacement {
  protected override finished(): void {
    super.finished()
    const space = this.site.spaces.at(-1)!
    const crates = space.read(space.datum('yard.ts#crates')!) as readonly Tagged[]
    const history = this.hooks.types.get(type)!
    for (const crate of crates) if (crate[version] !== history.tag) this.conversions.touch(history, crate)
  }
}

const eager: Strategy = { ...lazy, createSite: (site) => new EagerReplacement(site) }

console.log(`Node ${process.version}, ${cpus()[0]?.model}; pause in ms, median of ${rounds} (least–most)`)
console.log(`${'objects'.padStart(9)}  ${'lazy'.padEnd(24)}  ${'eager'.padEnd(24)}  eager ÷ lazy  first touch, µs`)
for (let objects = 1000; objects <= Number(values.most); objects *= 10) {
  const pauses: Record<'lazy' | 'eager', number[]> = { lazy: [], eager: [] }
  for (let round = 0; round < rounds; round++) {
    for (const how of round % 2 === 0 ? (['lazy', 'eager'] as const) : (['eager', 'lazy'] as const))
      pauses[how].push(await measurePause(how === 'lazy' ? lazy : eager, objects))
  }
  const [short, long] = [median(pauses.lazy), median(pauses.eager)]
  const touch = (1000 * (long - short)) / objects
  console.log(
    `${String(objects).padStart(9)}  ${summary(pauses.lazy)}  ${summary(pauses.eager)}  ${(long / short).toFixed(0).padStart(12)}  ${touch.toFixed(2).padStart(15)}`,
  )
}

/** From the command to the moment at which the program goes on. */
async function measurePause(strategy: Strategy, objects: number): Promise<number> {
  const bench = await BenchSite.start(strategy, workload, { version: 'v1' })
  await bench.ask({ kind: 'buy', crate: 0, amount: objects - 100 })
  await bench.load(bench.order('grams'))
  globalThis.gc?.()
  const startMs = performance.now()
  const answer = bench.give({ type: 'update' })
  const pauseMs = performance.now() - startMs
  const { type: kind } = await answer
  if (kind !== 'outcome') throw new Error(`the update came to no end: ${kind}`)
  return pauseMs
}

function summary(pauses: readonly number[]): string {
  const text = (ms: number): string => ms.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false })
  return `${text(median(pauses))} (${text(Math.min(...pauses))}–${text(Math.max(...pauses))})`.padEnd(24)
}
