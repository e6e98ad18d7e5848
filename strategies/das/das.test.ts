import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { planRouter, planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { compileUpdate, compileVersion, prepareTrial } from '../../harness/prepare.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const tally = workload as Workload

describe('at whatever point it is asked for', () => {
  test.each(['stamp', 'fee', 'sparse', 'seal'])('the update %s completes without a violation', async (update) => {
    const { points, completed, violated } = await explorePlan(planTally('das', update, { traced: true }))
    expect(points).toBeGreaterThan(50)
    expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
  })

  test.each(['checksum', 'cache', 'multibit'])("the router's %s too, with four processes", async (update) => {
    const plan = planRouter('das', update, { traced: true, parameters: { ...smallRouter, processes: 4 } })
    const { points, completed, violated } = await explorePlan(plan)
    expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
  })
})

describe('what the rules protect from, forced', () => {
  test('an interface that a module in use relies on', async () => {
    const { points, byKind } = await explorePlan(planTally('das', 'via', { traced: true, forced: true }))
    expect(Object.keys(byKind)).toEqual(['interface'])
    expect(byKind['interface']).toBe(points)
  })

  test('old callers of a new interface, where their own module is still in use', async () => {
    const { points, violated, byKind } = await explorePlan(
      planTally('das', 'times-bare', { traced: true, forced: true }),
    )
    expect(violated).toBeGreaterThan(0)
    expect(violated).toBeLessThan(points)
    expect(Object.keys(byKind)).toContain('interface')
  })

  test('main is never unused, so that its module would be waited for in vain', async () => {
    const { record } = await runVirtual(planTally('das', 'loop', { forced: true }))
    expect(record).toMatchObject({ outcome: 'stalled', verdict: 'valid' })
    expect(record.reason).toContain('main.ts is in use')
  })
})

test.each([
  ['stamp', undefined],
  ['seal', undefined],
  ['sparse', undefined],
  ['times', 'specification'],
  ['journal', 'none is added'],
  ['retire', undefined],
  ['loop', 'never returns'],
])('%s: %s', (name, rule) => {
  const rules = refusals(name)
  if (rule === undefined) expect(rules).toEqual([])
  else expect(rules.join()).toContain(rule)
})

function refusals(name: string): readonly string[] {
  const declaration = tally.updates.find((update) => update.name === name)!
  const update = compileUpdate(tally, declaration, compileVersion(tally, declaration.from))
  return strategy.assess(update).map(({ rule }) => rule)
}

async function explorePlan(plan: TrialPlan): Promise<ExplorationReport> {
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}

const smallRouter = { routes: 10, announcements: 100, probes: 10 }
