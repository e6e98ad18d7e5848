import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { workload as pairOfTwo } from '../../harness/host/fixtures/pair/index.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { compileUpdate, prepareTrial } from '../../harness/prepare.ts'
import type { Update } from '../../harness/program/update.ts'
import { runVirtualSoak } from '../../harness/soak/fixtures/run-virtual-soak.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload as bank } from '../../workloads/bank/index.ts'
import { strategy } from './index.ts'

const tally = workload as Workload
const pair = pairOfTwo as Workload

describe('at whatever point it is asked for', () => {
  test.each(['stamp', 'fee', 'times', 'seal', 'journal', 'retire', 'loop'])(
    'the update %s completes without a violation',
    async (update) => {
      const { points, completed, violated } = await explorePlan(planTally('mts', update, { traced: true }))
      expect(points).toBeGreaterThan(50)
      expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
    },
  )
})

test('a call under way finishes on the old version, while new requests get the new one', async () => {
  const bench = await BenchSite.start(strategy, tally, { version: 'v1', processes: 2, traced: true })
  const pause = { kind: 'pause', key: 1, amount: 100, times: 1 }
  const early = await bench.send(pause)
  const { result } = await bench.begin('pause')
  const late = await bench.send(pause)
  expect(bench.versions).toEqual(['v1', 'v17'])
  await bench.pass(1)
  await bench.pass(1)
  expect(bench.replies.get(early)).toMatchObject({ via: 1 })
  expect(bench.replies.get(late)).toMatchObject({ via: 4 })
  expect(await result).toMatchObject({ outcome: 'completed' })
  expect(bench.versions).toEqual(['v17'])
  expect((await bench.report()).trace?.counts.newCalledOld).toBe(0)
})

test('an old version that a call never leaves stays, and the update says so', async () => {
  const bench = await BenchSite.start(strategy, tally, { version: 'v1', processes: 2 })
  await bench.send({ kind: 'pause', key: 1, amount: 100, times: 1 })
  const { result } = await bench.begin('pause')
  bench.withdraw()
  expect(await result).toMatchObject({ outcome: 'stalled', inForce: 'mixed' })
  expect((await result).reason).toContain('service program has 1 users')
  expect(await bench.ask({ kind: 'read', key: 1 })).toMatchObject({ value: 100 })
})

test('where a new service could call an old one, callers wait until all of them have been replaced', async () => {
  const plan = planBank('fees')
  const { record } = await runVirtual(plan)
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  const waits = record.phases.filter(({ phase }) => phase === 'wait')
  const switched = record.phases.find(({ phase }) => phase === 'replace in the service manager')
  expect(waits.some(({ endMs }) => endMs <= switched!.startMs)).toBe(true)
})

test('a service on its own is replaced without having been disabled', async () => {
  const { record } = await runVirtual(planBank('rounding'))
  const disabling = record.phases.find(({ phase }) => phase === 'disable services')
  const switched = record.phases.find(({ phase }) => phase === 'replace in the service manager')
  expect(record.phases.filter(({ phase, endMs }) => phase === 'wait' && endMs <= switched!.startMs)).toEqual([])
  expect(disabling!.endMs).toBeLessThanOrEqual(switched!.startMs)
})

describe('decided from the differences', () => {
  test.each([
    ['sparse', 'format cannot change'],
    ['times', undefined],
    ['retire', undefined],
    ['loop', undefined],
  ])('%s: %s', (name, rule) => {
    const rules = strategy.assess(readUpdate(tally, name)).map((refusal) => refusal.rule)
    if (rule === undefined) expect(rules).toEqual([])
    else expect(rules.join()).toContain(rule)
  })

  test('what another service calls keeps its calling sequence', () => {
    const [refusal] = strategy.assess(readUpdate(pair, 'direct-amount'))
    expect(refusal?.rule).toContain('calling sequences')
    expect(strategy.assess(readUpdate(pair, 'double'))).toEqual([])
  })
})

test('a release that comes again is another version: the one before it is let go of', async () => {
  const { rounds, ...record } = await runVirtualSoak({ trial: planBank('rounding'), along: ['rounding'], updates: 6 })
  expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(rounds.map(({ versionsResident }) => versionsResident)).toEqual([1, 2, 2, 2, 2, 2, 2])
})

function readUpdate(of: Workload, name: string): Update {
  const declaration = of.updates.find((update) => update.name === name)!
  return compileUpdate(of, declaration)
}

function planBank(update: string): TrialPlan {
  return planTally('mts', update, {
    workload: { name: 'bank', path: `${bank.folder}/index.ts` },
    parameters: { accounts: 64, branches: 4, processes: 4 },
    load: { mode: 'open', rate: 100_000, arrivals: 'poisson' },
  })
}

async function explorePlan(plan: TrialPlan): Promise<ExplorationReport> {
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}
