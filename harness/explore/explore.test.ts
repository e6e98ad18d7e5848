import { expect, test } from 'vitest'
import { planRouter } from '../host/fixtures/plans.ts'
import { prepareTrial } from '../prepare.ts'
import { explore, type Exploration, type ExplorationReport } from './explore.ts'

test('podus updates the router at every point without a violation, tables included', async () => {
  for (const update of ['tos', 'multibit']) {
    const report = await exploreRouter('podus', update)
    expect(report.points).toBeGreaterThan(100)
    expect(report).toMatchObject({ completed: report.points, violated: 0, failed: 0, stalled: 0 })
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
  const exploration = await explorationOf('dmert', 'tos')
  const first = await explore(exploration, () => undefined)
  const second = await explore(exploration, () => undefined)
  expect(second).toEqual(first)
  const point = first.first?.point ?? -1
  const alone = await explore(exploration, () => undefined, { only: point })
  expect(alone.first).toEqual(first.first)
})

async function exploreRouter(strategy: string, update: string): Promise<ExplorationReport> {
  return explore(await explorationOf(strategy, update), () => undefined)
}

async function explorationOf(strategy: string, update: string): Promise<Exploration> {
  const plan = planRouter(strategy, update, {
    traced: true,
    forced: true,
    parameters: { processes: 1, routes: 10, announcements: 100, probes: 10 },
  })
  return { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
}
