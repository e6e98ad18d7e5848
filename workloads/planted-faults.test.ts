import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../harness/host/fixtures/plans.ts'
import { runVirtual } from '../harness/host/fixtures/run-virtual.ts'
import type { TrialPlan } from '../harness/trial-plan.ts'
import type { Workload } from './contract.ts'
import { workload as files } from './files/index.ts'
import { workload as mail } from './mail/index.ts'
import { workload as monolith } from './monolith/index.ts'
import { workload as robot } from './robot/index.ts'
import { workload as router } from './router/index.ts'
import { workload as sort } from './sort/index.ts'
import { workload as service } from './switch/index.ts'

interface Fault {
  readonly workload: Workload
  readonly saboteur: string
  readonly update: string
  /** Kinds of violation of which there must be some; seen from outside, and in a traced run. */
  readonly kinds: readonly string[]
  readonly traced?: boolean
}

const [robots, services, packets, volumes, letters, batches, stock] = [
  robot,
  service,
  router,
  files,
  mail,
  sort,
  monolith,
] as readonly unknown[] as readonly [Workload, Workload, Workload, Workload, Workload, Workload, Workload]

/**
 * One planted fault for each kind that shows on the workload: what has no state update cannot have a mapper left out. The
 * bank, whose requests overlap, has its own (bank/faults.test.ts).
 */
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
  { workload: packets, saboteur: 'drop-reply', update: 'checksum', kinds: ['lost'] },
  { workload: packets, saboteur: 'answer-twice', update: 'checksum', kinds: ['duplicated'] },
  { workload: packets, saboteur: 'swap-replies', update: 'checksum', kinds: ['outOfOrder'] },
  {
    workload: packets,
    saboteur: 'claim-completion',
    update: 'tos',
    kinds: ['stale', 'finalState', 'resident'],
    traced: true,
  },
  { workload: packets, saboteur: 'halve', update: 'tos', kinds: ['interface'], traced: true },
  { workload: packets, saboteur: 'halve', update: 'queueing', kinds: ['newCalledOld', 'torn'], traced: true },
  {
    workload: packets,
    saboteur: 'skip-mapper',
    update: 'multibit',
    kinds: ['errored', 'representation'],
    traced: true,
  },
  { workload: packets, saboteur: 'map-twice', update: 'multibit', kinds: ['mapperRepeated'], traced: true },
  { workload: packets, saboteur: 'corrupt-counter', update: 'checksum', kinds: ['finalState'] },
  { workload: volumes, saboteur: 'drop-reply', update: 'quota', kinds: ['lost'] },
  { workload: volumes, saboteur: 'answer-twice', update: 'quota', kinds: ['duplicated'] },
  { workload: volumes, saboteur: 'swap-replies', update: 'quota', kinds: ['outOfOrder'] },
  { workload: volumes, saboteur: 'claim-completion', update: 'acl', kinds: ['stale', 'resident'], traced: true },
  { workload: volumes, saboteur: 'halve', update: 'bitmap', kinds: ['newCalledOld', 'representation'], traced: true },
  { workload: volumes, saboteur: 'skip-mapper', update: 'acl', kinds: ['errored', 'representation'], traced: true },
  { workload: volumes, saboteur: 'map-twice', update: 'acl', kinds: ['mapperRepeated'], traced: true },
  { workload: volumes, saboteur: 'corrupt-file', update: 'quota', kinds: ['wrong', 'finalState'] },
  { workload: letters, saboteur: 'drop-reply', update: 'retry', kinds: ['lost'] },
  { workload: letters, saboteur: 'answer-twice', update: 'retry', kinds: ['duplicated'] },
  { workload: letters, saboteur: 'swap-replies', update: 'retry', kinds: ['outOfOrder'] },
  { workload: letters, saboteur: 'claim-completion', update: 'envelope', kinds: ['stale', 'resident'], traced: true },
  { workload: letters, saboteur: 'skip-mapper', update: 'queue', kinds: ['errored', 'representation'], traced: true },
  { workload: letters, saboteur: 'map-twice', update: 'queue', kinds: ['mapperRepeated'], traced: true },
  { workload: letters, saboteur: 'corrupt-mailbox', update: 'retry', kinds: ['wrong', 'finalState'] },
  { workload: batches, saboteur: 'drop-reply', update: 'quicksort', kinds: ['lost'] },
  { workload: batches, saboteur: 'answer-twice', update: 'quicksort', kinds: ['duplicated'] },
  { workload: batches, saboteur: 'swap-replies', update: 'quicksort', kinds: ['outOfOrder'] },
  { workload: batches, saboteur: 'claim-completion', update: 'reals', kinds: ['stale', 'resident'], traced: true },
  { workload: batches, saboteur: 'halve', update: 'reals', kinds: ['newCalledOld', 'interface'], traced: true },
  { workload: batches, saboteur: 'corrupt-statistics', update: 'quicksort', kinds: ['finalState'] },
  { workload: stock, saboteur: 'drop-reply', update: 'reorder', kinds: ['lost'] },
  { workload: stock, saboteur: 'answer-twice', update: 'reorder', kinds: ['duplicated'] },
  { workload: stock, saboteur: 'swap-replies', update: 'reorder', kinds: ['outOfOrder'] },
  { workload: stock, saboteur: 'claim-completion', update: 'reorder', kinds: ['stale', 'resident'], traced: true },
  { workload: stock, saboteur: 'corrupt-books', update: 'reorder', kinds: ['finalState'] },
]

test.each(faults)('$workload.name/$update: $saboteur is found as $kinds', async ({ saboteur, ...fault }) => {
  const path = resolve(import.meta.dirname, `../harness/check/saboteurs/${saboteur}.ts`)
  const { record } = await runVirtual(planSmall(path, fault))
  const counts: Readonly<Record<string, number>> = { ...record.violations.observable, ...record.violations.internal }
  expect(Object.keys(counts).filter((kind) => counts[kind]! > 0)).toEqual(expect.arrayContaining([...fault.kinds]))
  expect(record.verdict).toBe('invalid')
})

const all = [...new Set(faults.map(({ workload }) => workload))]

test.each(all.flatMap((workload) => ['throw-error', 'shift-replies'].map((saboteur) => ({ workload, saboteur }))))(
  '$workload.name: $saboteur is found',
  async ({ workload, saboteur }) => {
    const path = resolve(import.meta.dirname, `../harness/check/saboteurs/${saboteur}.ts`)
    const { record } = await runVirtual(planSmall(path, { workload, update: workload.updates[0].name }))
    const kind = saboteur === 'throw-error' ? 'errored' : 'wrong'
    expect(record.violations.observable[kind]).toBeGreaterThan(0)
    expect(record.verdict).toBe('invalid')
  },
)

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
const small = new Map<Workload, Readonly<Record<string, number>>>([
  [robots, { points: 20, moves: 100, probes: 100 }],
  [services, { numbers: 100, cards: 50, orders: 50, probes: 200 }],
  [packets, { routes: 100, announcements: 10, probes: 50 }],
])

/** Those that promise a deadline, or whose changes are rare: longer, at a slower pace. */
const unhurried = {
  windows: { warmUpMs: 1, capacityMs: 1, beforeMs: 3, horizonMs: 70, limitMs: 6, hangMs: 100 },
  load: { mode: 'open', rate: 20_000, arrivals: 'constant' },
} as const

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
    parameters: { ...chooseSmall(workload), ...small.get(workload), processes: 1 },
    traced,
    ...([robots, services].includes(workload) ? unhurried : {}),
  })
}

function chooseSmall({ parameters }: Workload): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { default: usual, smoke = usual, minimum }]) => [
      name,
      Math.max(minimum, Math.min(smoke, 200)),
    ]),
  )
}
