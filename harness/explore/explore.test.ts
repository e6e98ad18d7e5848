import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { workload as pair } from '../host/fixtures/pair/index.ts'
import { planRouter, planTally } from '../host/fixtures/plans.ts'
import { strategies } from '../../strategies/registry.ts'
import { workload as mail } from '../../workloads/mail/index.ts'
import { prepareTrial } from '../prepare.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { explore, type Exploration, type ExplorationReport, type ExploreOptions } from './explore.ts'
import { explorationWindows } from './exploration.ts'
import { explorePool } from './pool.ts'
import { summarise } from './report.ts'

test('podus updates the router at every point without a violation, tables included', async () => {
  for (const update of ['tos', 'multibit']) {
    const report = await exploreRouter('podus', update)
    expect(report.points).toBeGreaterThan(50)
    expect(report).toMatchObject({ completed: report.points, violated: 0, failed: 0, stalled: 0, broken: 0 })
  }
})

test('dmert within its claims violates nothing at any point', async () => {
  const report = await exploreRouter('dmert', 'checksum')
  expect(report).toMatchObject({ completed: report.points, violated: 0 })
})

test('dmert forced to change an interface is caught at exactly the points at which an old caller is inside', async () => {
  const report = await exploreRouter('dmert', 'tos')
  expect(Object.keys(report.byKind)).toEqual(['interface'])
  expect(report.violated).toBeGreaterThan(0)
  expect(report.violated).toBeLessThan(report.points)
  expect(report.first?.stack.join()).toContain('forward.ts#forward')
})

test.each(['podus', 'das', 'mts'])(
  '%s: a program without setup is explored too, from its first request',
  async (name) => {
    const plan = planTally(name, 'double', {
      traced: true,
      windows: explorationWindows,
      workload: { name: pair.name, path: join(pair.folder, 'index.ts') },
      parameters: { processes: 1 },
    })
    const report = await explore(await explorationOf(plan), () => undefined)
    expect(report.points).toBeGreaterThan(10)
    expect(report).toMatchObject({ completed: report.points, violated: 0, broken: 0 })
  },
)

test('the same seed gives the same report, and one point alone is what it was among all', async () => {
  const exploration = await explorationOf(planRouterSmall('dmert', 'tos'))
  const first = await explore(exploration, () => undefined)
  const second = await explore(exploration, () => undefined)
  expect(second).toEqual(first)
  const point = first.first?.point ?? -1
  const alone = await explore(exploration, () => undefined, { only: point })
  expect(alone.first).toEqual(first.first)
})

describe('an update that is led from outside its site', () => {
  test.each(['restart', 'failover', 'scp'])('%s completes wherever its command falls', async (strategy) => {
    const report = await exploreRouter(strategy, 'multibit')
    expect(report.points).toBeGreaterThan(50)
    expect(report).toMatchObject({ completed: report.points, violated: 0, failed: 0, stalled: 0, broken: 0 })
  })
})

test('an update that finds no safe point is stalled at each point, and the old version serves on', async () => {
  const plan = planTally('podus', 'loop', { traced: true, forced: true, windows: explorationWindows })
  const report = await explore(await explorationOf(plan), () => undefined)
  expect(report).toMatchObject({ stalled: report.points, violated: 0, completed: 0 })
})

describe('points that come to the same', () => {
  const cells = [
    ...Object.keys(strategies).map((strategy) => planTallySmall(strategy, 'fee')),
    planTallySmall('podus', 'seal-bare'),
    planTallySmall('restart', 'sparse'),
    planRouterSmall('podus', 'tos'),
    planRouterSmall('das', 'multibit'),
  ].map((plan) => ({ plan, title: `${plan.strategy.name} on ${plan.workload.name}/${plan.update}` }))

  test.each(cells)('$title: are run once, and it makes no difference', async ({ plan }) => {
    const exploration = await explorationOf(plan, 1)
    const merged = await explore(exploration, () => undefined)
    const all = await explore(exploration, () => undefined, { all: true })
    expect(all.runs).toBe(all.points)
    expect(merged.runs).toBeLessThanOrEqual(all.runs)
    expect({ ...merged, runs: 0 }).toEqual({ ...all, runs: 0 })
  })

  test('there are many where the site takes notice only now and then', async () => {
    for (const strategy of ['podus', 'restart']) {
      const { points, runs } = await exploreRouter(strategy, 'checksum')
      expect(runs).toBeLessThan(0.7 * points)
    }
  })
})

describe('what breaks during an update', () => {
  test('a unit of several crashes at any moment, and the others answer rightly all the same', async () => {
    const exploration = await explorationOf(planTallySmall('scp', 'stamp'), 1)
    const variation = { kind: 'crash', site: 'unit-2', point: 5 } as const
    const report = await explore(exploration, () => undefined, { variation })
    expect(report.points).toBeGreaterThan(5)
    expect(report.runs).toBeLessThan(report.points)
    for (const kind of Object.keys(report.byKind)) expect(['lost', 'errored']).toContain(kind)
    // A moment that was not run, because it comes to the same as another, comes to the same.
    const only = report.points >> 1
    const alone = await explore(exploration, () => undefined, { variation, only })
    expect(alone.results).toEqual([report.results[only]])
  })

  test('a letter that is lost leaves its caller without an answer', async () => {
    const plan = planMail('conic', 'envelope')
    const report = await explore(await explorationOf(plan, 2), () => undefined, {
      variation: { kind: 'loss', point: 20 },
    })
    expect(report.points).toBeGreaterThan(0)
    expect(report.violated).toBe(report.points)
    expect(Object.keys(report.byKind)).toEqual(expect.arrayContaining(['errored']))
  })

  test('messages that are lost although nothing breaks are found without luck', async () => {
    const lossy = await explore(await explorationOf(planMail('conic-1985', 'envelope'), 2), () => undefined)
    expect(lossy.byKind['lost']).toBe(lossy.points)
    const sound = await explore(await explorationOf(planMail('conic', 'envelope'), 2), () => undefined)
    expect(sound).toMatchObject({ completed: sound.points, violated: 0 })
  })
})

test('threads find what one finds, however many there are', async () => {
  const plan = planRouterSmall('dmert', 'tos')
  const cell = { plan, requests: 2, schedule: 0, variation: { kind: 'command' as const }, all: false }
  const alone = await explore(await explorationOf(plan), () => undefined)
  for (const threads of [1, Math.max(3, availableParallelism())]) {
    const [result] = await explorePool([cell], { threads })
    expect(result?.type === 'explored' && summarise(result.results)).toEqual(alone)
  }
})

async function exploreRouter(strategy: string, update: string): Promise<ExplorationReport> {
  return exploreSmall(planRouterSmall(strategy, update))
}

async function exploreSmall(plan: TrialPlan, options?: ExploreOptions): Promise<ExplorationReport> {
  return explore(await explorationOf(plan), () => undefined, options)
}

function planRouterSmall(strategy: string, update: string): TrialPlan {
  return planRouter(strategy, update, {
    traced: true,
    forced: true,
    windows: explorationWindows,
    parameters: { processes: 1, routes: 10, announcements: 10, probes: 5 },
  })
}

function planMail(strategy: string, update: string): TrialPlan {
  return planTally(strategy, update, {
    workload: { name: 'mail', path: join(mail.folder, 'index.ts') },
    traced: true,
    forced: true,
    windows: explorationWindows,
    parameters: { processes: 1, users: 4, failures: 20, probes: 5 },
  })
}

function planTallySmall(strategy: string, update: string): TrialPlan {
  return planTally(strategy, update, {
    traced: true,
    forced: true,
    windows: explorationWindows,
    parameters: { processes: 2, pauses: 80 },
  })
}

async function explorationOf(plan: TrialPlan, requests = 2): Promise<Exploration> {
  return { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests }
}
