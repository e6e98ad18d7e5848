/**
 * What the first touch of an object costs, and how that shows in the tail: `node strategies/fabry-sweep/first-touch.bench.ts`.
 *
 * After an update each of many objects is asked twice for its weight. Under `fabry` the first answer takes the conversion
 * with it; under `fabry-sweep` the sweep has been there by then.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { workload } from '../fabry/fixtures/crates/index.ts'
import { strategy as fabry } from '../fabry/index.ts'
import type { Strategy } from '../contract.ts'
import { strategy as sweep } from './index.ts'

const { values } = parseArgs({ options: { objects: { type: 'string', default: '100000' } } })
const objects = Number(values.objects)

interface Crate {
  weigh(): number
}

console.log(`Node ${process.version}, ${cpus()[0]?.model}; µs for an operation, ${objects} objects`)
console.log(`${' '.repeat(24)}${['p50', 'p99', 'p99.9', 'max'].map((name) => name.padStart(9)).join('')}`)
for (const strategy of [fabry, sweep]) {
  const crates = await update(strategy)
  print(`${strategy.name}, first touch`, timeOperations(crates))
  print(`${strategy.name}, second`, timeOperations(crates))
}

/** All objects, after an update that has ended, and whatever goes on after it too. */
async function update(strategy: Strategy): Promise<readonly Crate[]> {
  const bench = await BenchSite.start(strategy, workload, { version: 'v1' })
  await bench.ask({ kind: 'buy', crate: 0, amount: objects - 100 })
  await bench.change('grams')
  await bench.idle()
  const space = bench.spaces.at(-1)!
  return space.read(space.datum('yard.ts#crates')!) as readonly Crate[]
}

/** Microseconds that each takes, ascending. */
function timeOperations(crates: readonly Crate[]): Float64Array {
  return Float64Array.from(crates, (crate) => {
    const startMs = performance.now()
    crate.weigh()
    return 1000 * (performance.now() - startMs)
  }).toSorted()
}

function print(what: string, times: Float64Array): void {
  const at = [0.5, 0.99, 0.999, 1].map((share) => times[Math.ceil(share * times.length) - 1]!)
  console.log(`${what.padEnd(24)}${at.map((time) => time.toFixed(2).padStart(9)).join('')}`)
}
