/**
 * How exactly a stall of 50 ms is measured in threads on this machine: the service gap of a saboteur that keeps its site
 * busy for 50 ms, less that of the same update without the stall, over pairs of trials. Late replies are not good ones, so a gap lasts until
 * the queue has been worked off; at this low rate that is soon.
 */
import { resolve } from 'node:path'
import { median } from '../stats/median.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { runTrialProcess } from '../trial-process.ts'

const pairs = 10
const root = resolve(import.meta.dirname, '../..')

const plan: TrialPlan = {
  strategy: { name: 'stall', path: `${root}/harness/check/saboteurs/stall.ts` },
  workload: { name: 'tally', path: `${root}/harness/host/fixtures/tally/index.ts` },
  update: 'stamp',
  role: 'strategy',
  forced: false,
  traced: false,
  block: 0,
  position: 0,
  seed: 1,
  parameters: { processes: 1, pauses: 0 },
  load: { mode: 'open', rate: 2000, arrivals: 'constant' },
  windows: { warmUpMs: 100, capacityMs: 20, beforeMs: 100, horizonMs: 300, limitMs: 100, hangMs: 2000 },
}

const excesses: number[] = []
for (let seed = 1; seed <= pairs; seed++) {
  const control = await runTrialProcess({
    ...plan,
    seed,
    strategy: { name: 'podus', path: `${root}/strategies/podus/index.ts` },
  })
  const stalled = await runTrialProcess({ ...plan, seed })
  const excess = stalled.metrics.serviceGapMs - control.metrics.serviceGapMs
  excesses.push(excess)
  console.log(
    `pair ${seed}: gap ${stalled.metrics.serviceGapMs.toFixed(3)} ms, control ${control.metrics.serviceGapMs.toFixed(3)} ms, difference ${excess.toFixed(3)} ms`,
  )
}
console.log(`median of the differences: ${median(excesses).toFixed(3)} ms, expected 50 ms`)
