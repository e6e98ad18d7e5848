import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../harness/host/faults.ts'
import { workload as pair } from '../../harness/host/fixtures/pair/index.ts'
import { planTally, shortWindows } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import type { VirtualWorld } from '../../harness/host/virtual-world.ts'
import { LineControl } from '../../harness/load/line-control.ts'
import { explore } from '../../harness/explore/explore.ts'
import { explorationWindows } from '../../harness/explore/exploration.ts'
import { compileUpdate, prepareTrial } from '../../harness/prepare.ts'
import type { Update } from '../../harness/program/update.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { Workload } from '../../workloads/contract.ts'
import { workload as bank } from '../../workloads/bank/index.ts'
import { strategy } from './index.ts'
import type { GuardianOrder } from './orders.ts'

const pairFolder = resolve(import.meta.dirname, '../../harness/host/fixtures/pair')

/** Two guardians; the load is more than they can bear, so that there is always an action under way. */
function planPair(update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally('argus', update, {
    workload: { name: 'pair', path: `${pairFolder}/index.ts` },
    parameters: { processes: 1 },
    load: { mode: 'open', rate: 10_000, arrivals: 'poisson' },
    ...more,
  })
}

function planBank(update: string, more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally('argus', update, {
    workload: { name: 'bank', path: `${bank.folder}/index.ts` },
    parameters: { accounts: 16, branches: 2, processes: 4 },
    load: { mode: 'open', rate: 5000, arrivals: 'poisson' },
    ...more,
  })
}

/** Moments within the measured load: before, during and after an update. */
const moments = Array.from({ length: 16 }, (_, index) => 0.5 + index * 0.337)

const crash = (site: string, atMs: number): Partial<TrialPlan> => ({
  faults: [{ atMs, fault: { kind: 'crash', site } }],
})

describe('a site that crashes at any moment loses no action that was acknowledged, and none is done twice', () => {
  test.each(['front', 'store'])('pair, %s', async (site) => {
    for (const atMs of moments) {
      const { record } = await runVirtual(planPair('double', { role: 'null', ...crash(site, atMs) }))
      expect(describeRecord(record), `at ${atMs} ms`).toBe('none valid 0')
    }
  })

  test.each(['tellers', 'ledger'])('bank, %s, whose journal must agree', async (site) => {
    for (const atMs of moments.filter((_, index) => index % 3 === 0)) {
      const { record } = await runVirtual(planBank('rounding', { role: 'null', ...crash(site, atMs) }))
      expect(describeRecord(record), `at ${atMs} ms`).toBe('none valid 0')
    }
  })

  test.each(['front', 'store'])('%s, during the replacement: it counts at all guardians or at none', async (site) => {
    const outcomes = new Set<string>()
    for (let atMs = 2.95; atMs < 3.6; atMs += 0.04) {
      const { record } = await runVirtual(planPair('direct-amount', crash(site, atMs)))
      expect(
        `${record.verdict} ${record.violations.total} ${record.violations.examples[0]?.explanation ?? ''}`,
        `at ${atMs} ms`,
      ).toBe('valid 0 ')
      outcomes.add(record.outcome)
    }
    expect([...outcomes].toSorted()).toEqual(['completed', 'failed'])
  })
})

test.each([1.7, 0.1, 0.05, 0.02, 0])('one crash after the other, %s ms apart, in recoveries too', async (apartMs) => {
  const sites = ['front', 'store', 'store', 'front', 'front', 'store']
  const faults = sites.map((site, index) => ({ atMs: 1 + index * apartMs, fault: { kind: 'crash', site } as const }))
  const { record } = await runVirtual(planPair('double', { role: 'null', faults }))
  expect(describeRecord(record)).toBe('none valid 0')
})

describe('the network', () => {
  const faults: Record<string, Fault> = {
    'a lost call': { kind: 'lose', from: 'front', to: 'store', letters: 1 },
    'a lost answer': { kind: 'lose', from: 'store', to: 'front', letters: 1 },
    'a partition': { kind: 'partition', between: ['front', 'store'], forMs: 3 },
    'a slow network': { kind: 'delay', from: 'store', to: 'front', ms: 1, forMs: 5 },
  }

  test.each(Object.entries(faults))('%s delays actions, and each is done once', async (_, fault) => {
    for (const atMs of [0.5, 0.6, 0.7, 0.8]) {
      const { record } = await runVirtual(planPair('double', { role: 'null', faults: [{ atMs, fault }] }))
      expect(describeRecord(record)).toBe('none valid 0')
    }
  })
})

/** A call could overtake it: orders come on a way of their own. */
const lateOrders = (['crash', 'restore', 'replace', 'resume'] as const).flatMap((order) =>
  ['front', 'store'].map((site) => [order, site] as const),
)

test.each([
  ['a call', 2000],
  ['a commit', 10_000],
])('%s that reaches a guardian before it is restored has no effect', async (_, rate) => {
  for (const atMs of moments) {
    const faults = [atMs, atMs + 2.3].map((at) => ({ atMs: at, fault: { kind: 'crash', site: 'store' } as const }))
    const plan = planPair('double', { role: 'null', load: { mode: 'open', rate, arrivals: 'poisson' }, faults })
    const { record } = await runVirtual(plan, delayOrder('crash', 'front'))
    expect(describeRecord(record), `at ${atMs} ms`).toBe('none valid 0')
  }
})

test('a checkpoint that is asked for before a crash and comes after it has nothing of an action under way', async () => {
  for (const ms of [0.7, 1.03]) {
    const faults = [
      { atMs: 3.3, fault: { kind: 'delay', from: 'front', to: 'store', ms, forMs: 0.06 } },
      { atMs: 3.38, fault: { kind: 'crash', site: 'store' } },
      { atMs: 5.8, fault: { kind: 'crash', site: 'store' } },
    ] as const
    const { record } = await runVirtual(planPair('direct-amount', { faults }))
    expect(describeRecord(record)).toBe('failed valid 0')
  }
})

test('a store that crashes before it has written anything, between two calls of an action, has neither', async () => {
  // The first action begins a while after the sites: crashes fall before, into and after it.
  for (let atMs = 6.2; atMs < 6.9; atMs += 0.025) {
    const { record } = await runVirtual(
      planTally('argus', 'double', {
        workload: { name: 'twice', path: resolve(import.meta.dirname, 'fixtures/twice/index.ts') },
        parameters: { processes: 1 },
        role: 'null',
        seed: 2,
        windows: { ...shortWindows, warmUpMs: 0, capacityMs: 0 },
        load: { mode: 'open', rate: 100, arrivals: 'poisson' },
        ...crash('store', atMs),
      }),
    )
    expect(describeRecord(record), `at ${atMs} ms`).toBe('none valid 0')
  }
})

describe('a log that is longer than the state is given up for a checkpoint', () => {
  const eager = { name: 'eager-checkpoints', path: resolve(import.meta.dirname, 'fixtures/eager-checkpoints.ts') }

  test.each(['front', 'store'])('%s crashes at any moment: no acknowledged action is lost', async (site) => {
    for (const atMs of moments) {
      const { record } = await runVirtual(planPair('double', { strategy: eager, role: 'null', ...crash(site, atMs) }))
      expect(describeRecord(record), `at ${atMs} ms`).toBe('none valid 0')
    }
  })

  test('stable storage does not grow with the number of actions', async () => {
    const kept = async (horizonMs: number, by = eager): Promise<{ actions: number; bytes: number }> => {
      let world: VirtualWorld | undefined
      const plan = planPair('double', { strategy: by, role: 'null', windows: { ...shortWindows, horizonMs } })
      const { record, memory } = await runVirtual(plan, (site, made) => {
        world = made
        return site
      })
      expect(describeRecord(record)).toBe('none valid 0')
      const records = ['front', 'store'].flatMap((site) => world!.recordsOf(site).records)
      return {
        actions: new LineControl(memory!).progress,
        bytes: records.reduce((sum, { bytes }) => sum + bytes.length, 0),
      }
    }
    const [short, long] = [await kept(10), await kept(100)]
    expect(long.actions).toBeGreaterThan(4 * short.actions)
    expect(long.bytes).toBeLessThan(8000)
    const { name, path } = planPair('double').strategy
    expect((await kept(100, { name, path })).bytes).toBeGreaterThan(8 * long.bytes)
  })
})

describe('a replacement', () => {
  test('aborts what is in progress: it is begun again in the new guardians, and no reply is lost or wrong', async () => {
    let aborted = 0
    for (const seed of [1, 2, 3, 4]) {
      const { record } = await runVirtual(planPair('direct-amount', { seed, traced: seed % 2 === 0 }))
      expect(describeRecord(record)).toBe('completed valid 0')
      const restoring = record.phases.find(({ phase }) => phase === 'restore')
      // An action under way is undone: that takes more than finding out that there is none.
      if (restoring!.endMs - restoring!.startMs > 0.04) aborted++
    }
    expect(aborted).toBeGreaterThan(0)
  })

  test.each(lateOrders)('an order to %s that reaches %s late is overtaken by no call', async (late, site) => {
    for (const seed of [1, 2]) {
      const { record } = await runVirtual(planPair('direct-amount', { seed }), delayOrder(late, site))
      expect(describeRecord(record)).toBe('completed valid 0')
    }
  })

  test('that cannot transform an object leaves the old guardians with their own', async () => {
    const { record } = await runVirtual(planTally('argus', 'sparse-throws', { traced: true }))
    expect(describeRecord(record)).toBe('failed valid 0')
    expect(record.reason).toMatch(/the old guardians go on$/)
  })

  test('replaces the guardians whose code changes, and no other', async () => {
    const { record } = await runVirtual(planPair('double'))
    const loaded = record.phases.filter(({ phase }) => phase === 'load guardian').map(({ site }) => site)
    expect(new Set(loaded)).toEqual(new Set(['store']))
  })
})

test.each([
  ['argus', false],
  ['hasty-resume', true],
])(
  'in other schedules a call may overtake an order, and the explorer sees that %s is hurt: %s',
  async (name, isHurt) => {
    const path = resolve(import.meta.dirname, name === 'argus' ? 'index.ts' : `fixtures/${name}.ts`)
    const plan = planPair('direct-amount', { strategy: { name, path }, traced: true, windows: explorationWindows })
    const { parameters, seed } = plan
    const prepared = await prepareTrial(plan)
    const { violated } = await explore({ prepared, parameters, seed, requests: 8, schedule: 1 }, () => undefined)
    expect(violated > 0).toBe(isHurt)
  },
)

describe('what clients could rely on', () => {
  test('a handler may change if all who call it are replaced with it', () => {
    const update = readPair('direct-amount')
    expect(strategy.assess(update)).toEqual([])
    const [refusal] = strategy.assess({ ...update, affected: new Set(['store.ts#add']) })
    expect(refusal?.rule).toContain('main.ts#record')
  })

  test('an object without a mapper is refused', () => {
    const update = readPair('double')
    const [refusal] = strategy.assess({ ...update, representations: new Set(['store.ts#total']) })
    expect(refusal).toMatchObject({ change: 'store.ts#total' })
  })
})

/** Orders of a kind come to a site later than they are sent. */
function delayOrder(late: GuardianOrder['order'], name: string): Parameters<typeof runVirtual>[1] {
  const lateMs = 0.5
  return (site, world) => ({
    name: site.name,
    died: site.died,
    tell: (command) => site.tell(command),
    end: () => site.end(),
    crash: () => site.crash(),
    send: async (command) => {
      const isLate = site.name === name && command.type === 'agent' && (command.content as GuardianOrder).order === late
      if (isLate) await world.after(lateMs)
      return site.send(command)
    },
  })
}

function readPair(name: string): Update {
  const workload: Workload = pair
  const declaration = workload.updates.find((update) => update.name === name)!
  return compileUpdate(workload, declaration)
}

function describeRecord({ outcome, verdict, violations, reason }: TrialRecord): string {
  const [example] = violations.examples
  return [outcome, verdict, violations.total, ...(example === undefined ? [] : [reason, example.explanation])].join(' ')
}
