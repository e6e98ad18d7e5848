import { describe, expect, test } from 'vitest'
import { availableParallelism } from 'node:os'
import { planRouter, planTally } from '../host/fixtures/plans.ts'
import { prepareTrial } from '../prepare.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { explore, type Exploration, type ExplorationReport, type ExploreOptions } from './explore.ts'
import { explorationWindows } from './exploration.ts'
import { explorePool } from './pool.ts'
import { summarise } from './report.ts'

test('podus updates the router at every point without a violation, tables included', async () => {
  for (const update of ['tos', 'multibit']) {
    const report = await exploreRouter('podus', update)
    expect(report.points).toBeGreaterThan(100)
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
    for (const update of ['checksum', 'multibit']) {
      const report = await exploreRouter(strategy, update)
      expect(report.points).toBeGreaterThan(100)
      expect(report).toMatchObject({ completed: report.points, violated: 0, failed: 0, stalled: 0, broken: 0 })
    }
  })
})

test('an update that finds no safe point is stalled at each point, and the old version serves on', async () => {
  const plan = planTally('podus', 'loop', { traced: true, forced: true, windows: explorationWindows })
  const report = await explore(await explorationOf(plan), () => undefined)
  expect(report).toMatchObject({ stalled: report.points, violated: 0, completed: 0 })
})

describe('points that come to the same', () => {
  const cells = [
    planRouterSmall('podus', 'tos'),
    planRouterSmall('podus', 'multibit'),
    planRouterSmall('dmert', 'tos'),
    planRouterSmall('das', 'multibit'),
    planRouterSmall('dymos', 'tos'),
    planRouterSmall('restart', 'tos'),
    planRouterSmall('failover', 'multibit'),
    planRouterSmall('scp', 'checksum'),
    planTallySmall('podus', 'seal-bare'),
    planTallySmall('podus', 'fee'),
    planTallySmall('restart', 'sparse'),
  ].map((plan) => ({ plan, title: `${plan.strategy.name} on ${plan.workload.name}/${plan.update}` }))

  test.each(cells)('$title: are run once, and it makes no difference', async ({ plan }) => {
    const exploration = await explorationOf(plan, 2)
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

test('threads find what one finds, however many there are', async () => {
  const plan = planRouterSmall('dmert', 'tos')
  const cell = { plan, requests: 6, schedule: 0, variation: { kind: 'command' as const }, all: false }
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

function planTallySmall(strategy: string, update: string): TrialPlan {
  return planTally(strategy, update, {
    traced: true,
    forced: true,
    windows: explorationWindows,
    parameters: { processes: 2, pauses: 80 },
  })
}

async function explorationOf(plan: TrialPlan, requests = 6): Promise<Exploration> {
  return { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests }
}
