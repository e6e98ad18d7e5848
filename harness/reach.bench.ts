/**
 * What the suite itself must reach, measured on this machine in one run: `npm run reach`.
 * Ratios are within a block, blocks are in random order; absolute figures depend on the machine.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from './load/random.ts'
import { completeBlock } from './measure/block.ts'
import { estimateRatio } from './stats/hodges-lehmann.ts'
import { median } from './stats/median.ts'
import type { Role, TrialRecord } from './store/record.ts'
import { runTrialProcess } from './trial-process.ts'
import { windows, type TrialPlan } from './trial-plan.ts'

const { values } = parseArgs({
  options: { blocks: { type: 'string', default: '8' }, routes: { type: 'string', default: '100000' } },
})
const blocks = Number(values.blocks)
const root = join(import.meta.dirname, '..')

interface Cell {
  readonly strategy: string
  readonly role: Role
}

const cells: readonly Cell[] = [
  { strategy: 'direct', role: 'direct' },
  { strategy: 'dmert', role: 'null' },
  { strategy: 'das', role: 'null' },
  { strategy: 'fabry', role: 'null' },
  { strategy: 'dymos', role: 'null' },
  { strategy: 'podus', role: 'null' },
  { strategy: 'podus', role: 'strategy' },
]

const records: TrialRecord[][] = []
const line: number[] = []
for (let block = 0; block < blocks; block++) {
  const echo = await run(
    { strategy: 'direct', role: 'direct' },
    block,
    join(root, 'harness/load/fixtures/echo/index.ts'),
    'same',
    { processes: 1 },
  )
  line.push(1e9 / echo.metrics.capacityBefore)
  const trials: TrialRecord[] = []
  for (const cell of shuffle(cells, block)) {
    trials.push(
      await run(cell, block, join(root, 'workloads/router/index.ts'), 'checksum', {
        processes: 1,
        routes: Number(values.routes),
        announcements: 10,
        probes: 2000,
      }),
    )
  }
  // The controls `direct` serve every strategy of their block.
  const controls = ['das', 'dmert', 'dymos', 'fabry', 'podus'].flatMap((strategy) => asControlOf(trials, strategy))
  records.push(completeBlock([...trials, ...controls], windows.usual))
  console.error(`block ${block + 1} of ${blocks}: ${describeBlock(records.at(-1) ?? [])}`)
}

const helpMs = Array.from({ length: 5 }, () => {
  const startMs = performance.now()
  execFileSync(join(root, 'bin/bench'), ['--help'])
  return performance.now() - startMs
})
print('bench --help, best of 5', `${Math.min(...helpMs).toFixed(0)} ms`, '≤ 250 ms', Math.min(...helpMs) <= 250)
const all = records.flat()
print(
  'line and recording, per request, awaited',
  `${median(line).toFixed(0)} ns (${spread(line, 0)})`,
  '≤ 150 ns',
  median(line) <= 150,
)
const capacities = all.filter(({ role }) => role === 'direct').map(({ metrics }) => metrics.capacityBefore / 1e6)
print(
  'router on direct, packets/s',
  `${median(capacities).toFixed(2)} M (${spread(capacities, 2)})`,
  '≥ 1 M',
  median(capacities) >= 1,
)
printRatio('dmert steady state ÷ direct', ratiosOf('dmert', 'null', 'steadyStateRatio'), 0.97)
printRatio('fabry steady state ÷ direct', ratiosOf('fabry', 'null', 'steadyStateRatio'), 0.93)
printRatio('das steady state ÷ direct', ratiosOf('das', 'null', 'steadyStateRatio'), 0.85)
printRatio('dymos steady state ÷ direct', ratiosOf('dymos', 'null', 'steadyStateRatio'), 0.9)
printRatio('podus steady state ÷ direct', ratiosOf('podus', 'null', 'steadyStateRatio'), 0.95)
printRatio('podus efficiency over the update window', ratiosOf('podus', 'strategy', 'updateWindowEfficiency'), 0.97)
printRatio('podus efficiency over the horizon', ratiosOf('podus', 'strategy', 'efficiency'), 0.97)
print(
  'verdicts',
  `${all.filter(({ verdict }) => verdict === 'valid').length} of ${all.length} valid`,
  'all',
  all.every(({ verdict }) => verdict === 'valid'),
)

function run(
  { strategy, role }: Cell,
  block: number,
  workload: string,
  update: string,
  parameters: TrialPlan['parameters'],
): Promise<TrialRecord> {
  return runTrialProcess({
    strategy: { name: strategy, path: join(root, 'strategies', strategy, 'index.ts') },
    workload: { name: 'router', path: workload },
    update,
    role,
    forced: false,
    traced: false,
    block,
    position: 0,
    seed: block + 1,
    parameters,
    load: { mode: 'saturated' },
    windows: windows.usual,
  })
}

/** Steady state ÷ `direct` of each, so that a long run shows early what it comes to. */
function describeBlock(block: readonly TrialRecord[]): string {
  return block
    .filter(({ role, metrics }) => role === 'null' && metrics.steadyStateRatio !== undefined)
    .map(({ strategy, metrics }) => `${strategy} ${metrics.steadyStateRatio?.toFixed(2)}`)
    .join(', ')
}

function asControlOf(trials: readonly TrialRecord[], strategy: string): TrialRecord[] {
  return trials.filter(({ role }) => role === 'direct').map((record) => ({ ...record, strategy }))
}

function ratiosOf(
  strategy: string,
  role: Role,
  figure: 'steadyStateRatio' | 'updateWindowEfficiency' | 'efficiency',
): number[] {
  return all
    .filter((record) => record.strategy === strategy && record.role === role)
    .flatMap(({ metrics }) => metrics[figure] ?? [])
}

function printRatio(what: string, ratios: readonly number[], goal: number): void {
  const { estimate, lower, upper } = estimateRatio(ratios)
  print(
    what,
    `${estimate.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}], n = ${ratios.length}`,
    `≥ ${goal}`,
    estimate >= goal,
  )
}

function print(what: string, got: string, goal: string, reached: boolean): void {
  console.log(`${reached ? 'reached    ' : 'NOT reached'}  ${what.padEnd(42)} ${got.padEnd(38)} goal ${goal}`)
}

function spread(numbers: readonly number[], digits: number): string {
  return `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`
}

function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = new Random().reseed(seed, 7)
  return items
    .map((item) => ({ item, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
