import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../harness/host/fixtures/plans.ts'
import { runVirtual } from '../harness/host/fixtures/run-virtual.ts'
import type { TrialPlan } from '../harness/trial-plan.ts'
import type { Workload } from './contract.ts'
import { workload as robot } from './robot/index.ts'
import { workload as service } from './switch/index.ts'

interface Fault {
  readonly workload: Workload
  readonly saboteur: string
  readonly update: string
  /** Kinds of violation of which there must be some; seen from outside, and in a traced run. */
  readonly kinds: readonly string[]
  readonly traced?: boolean
}

const [robots, services] = [robot, service] as unknown as readonly [Workload, Workload]

/** One planted fault for each kind that shows on the workload: what has no state update cannot have a mapper left out. */
const faults: readonly Fault[] = [
  { workload: robots, saboteur: 'drop-reply', update: 'metres', kinds: ['lost'] },
  { workload: robots, saboteur: 'answer-twice', update: 'metres', kinds: ['duplicated'] },
  { workload: robots, saboteur: 'swap-replies', update: 'metres', kinds: ['outOfOrder'] },
  { workload: robots, saboteur: 'stall', update: 'metres', kinds: ['late'] },
  { workload: robots, saboteur: 'halve', update: 'metres', kinds: ['wrong'] },
  { workload: robots, saboteur: 'halve', update: 'metres', kinds: ['wrong', 'torn'], traced: true },
  { workload: robots, saboteur: 'halve', update: 'six-axes', kinds: ['interface'], traced: true },
  { workload: robots, saboteur: 'claim-completion', update: 'six-axes', kinds: ['stale', 'finalState'] },
  { workload: robots, saboteur: 'claim-completion', update: 'smooth', kinds: ['stale', 'resident'], traced: true },
  { workload: robots, saboteur: 'corrupt-point', update: 'metres', kinds: ['finalState'] },
  { workload: services, saboteur: 'drop-reply', update: 'fraud', kinds: ['lost'] },
  { workload: services, saboteur: 'answer-twice', update: 'fraud', kinds: ['duplicated'] },
  { workload: services, saboteur: 'swap-replies', update: 'fraud', kinds: ['outOfOrder'] },
  { workload: services, saboteur: 'claim-completion', update: 'time-of-day', kinds: ['stale'] },
  { workload: services, saboteur: 'claim-completion', update: 'fraud', kinds: ['stale', 'resident'], traced: true },
  {
    workload: services,
    saboteur: 'skip-mapper',
    update: 'ten-digits',
    kinds: ['wrong', 'representation'],
    traced: true,
  },
  { workload: services, saboteur: 'skip-mapper', update: 'pin-hash', kinds: ['wrong', 'finalState'] },
  { workload: services, saboteur: 'map-twice', update: 'pin-hash', kinds: ['mapperRepeated'], traced: true },
  { workload: services, saboteur: 'halve', update: 'ten-digits', kinds: ['wrong', 'interface'], traced: true },
  { workload: services, saboteur: 'halve', update: 'fraud', kinds: ['newCalledOld'], traced: true },
  { workload: services, saboteur: 'corrupt-number', update: 'time-of-day', kinds: ['finalState'] },
]

test.each(faults)('$workload.name/$update: $saboteur is found as $kinds', async ({ saboteur, ...fault }) => {
  const path = resolve(import.meta.dirname, `../harness/check/saboteurs/${saboteur}.ts`)
  const { record } = await runVirtual(planSmall(path, fault))
  const counts: Readonly<Record<string, number>> = { ...record.violations.observable, ...record.violations.internal }
  expect(Object.keys(counts).filter((kind) => counts[kind]! > 0)).toEqual(expect.arrayContaining([...fault.kinds]))
  expect(record.verdict).toBe('invalid')
})

test('what is traced is not timed: a stall is no missed deadline there', async () => {
  const path = resolve(import.meta.dirname, '../harness/check/saboteurs/stall.ts')
  const { record } = await runVirtual(planSmall(path, { workload: robots, update: 'metres', traced: true }))
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', metrics: { deadlines: null } })
})

test('the deadlines that a stall of 50 ms makes cycles miss are as many as the violations, and 50 of 1000 a second', async () => {
  const path = resolve(import.meta.dirname, '../harness/check/saboteurs/stall.ts')
  const load = { mode: 'open', rate: 1000, arrivals: 'constant' } as const
  const { record } = await runVirtual({ ...planSmall(path, { workload: robots, update: 'metres' }), load })
  const { before, during, after } = record.metrics.deadlines!
  const missed = before.missed + during.missed + after.missed
  expect([before.missed, missed]).toEqual([0, record.violations.observable.late])
  expect(Math.abs(missed - 50)).toBeLessThanOrEqual(1)
})

const controls = [robots, services].flatMap((workload) =>
  workload.updates.map(({ name: update }) => ({ workload, update })),
)

test.each(controls)('$workload.name/$update: what is not sabotaged raises nothing, with its own load', async (cell) => {
  for (const role of ['null', 'a/a'] as const) {
    const { workload } = cell
    const load = workload.load === undefined ? {} : { load: { mode: 'open', ...workload.load } as const }
    const { record } = await runVirtual({ ...planSmall('podus', cell), ...load, role })
    expect(record).toMatchObject({ verdict: 'valid', violations: { total: 0 } })
  }
})

/** Much happens in few requests: many moves, many orders. */
function planSmall(
  strategy: string,
  {
    workload,
    update,
    traced = false,
  }: Omit<Fault, 'saboteur' | 'kinds'> | ((typeof controls)[number] & { traced?: boolean }),
): TrialPlan {
  return planTally(strategy, update, {
    workload: { name: workload.name, path: resolve(workload.folder, 'index.ts') },
    parameters:
      workload === robots
        ? { processes: 1, points: 20, moves: 100, probes: 100 }
        : { processes: 1, numbers: 100, cards: 50, orders: 50, probes: 200 },
    traced,
    windows: { warmUpMs: 1, capacityMs: 1, beforeMs: 3, horizonMs: 70, limitMs: 6, hangMs: 100 },
    load: { mode: 'open', rate: 20_000, arrivals: 'constant' },
  })
}
