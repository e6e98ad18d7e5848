import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planRouter, planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { emitImage } from '../../harness/link/emit.ts'
import { compileUpdate, compileVersion, prepareTrial } from '../../harness/prepare.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import type { AddressSpace } from './address-space.ts'
import type { Descriptor } from './descriptor-chain.ts'
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

describe('the mapping hardware', () => {
  test('holds the entries of the module that runs, across suspensions too, whichever process runs', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1', processes: 3, traced: true })
    const { modules, registers } = hardwareOf(bench)
    const stack = () => bench.trace!.stack.map((frame) => frame.slice(frame.indexOf(' ') + 1))
    let compared = 0
    bench.trace!.onBoundary = () => {
      const [module] = (stack()[0] ?? '').split('#')
      // A procedure that only its own module calls is entered within that module.
      const { codeBase, codeLimit, dataBase, dataLimit } = modules[module ?? ''] ?? nothing
      expect([...registers]).toEqual([codeBase, codeLimit, dataBase, dataLimit])
      compared++
    }
    for (const amount of [100, 200, 300]) await bench.send({ kind: 'pause', key: 1, amount, times: 1 })
    for (const ms of [2, 1, 3]) await bench.pass(ms)
    for (const kind of ['add', 'read', 'report', 'nest'] as const)
      await bench.ask({ kind, key: 1, amount: 3, times: 1 })
    expect(compared).toBeGreaterThan(50)
    bench.trace!.onBoundary = undefined
  })

  test('is given back what was saved: it has nothing left when no process runs', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1', processes: 2 })
    const hardware = hardwareOf(bench)
    await bench.send({ kind: 'pause', key: 1, amount: 100, times: 1 })
    expect([...hardware.registers]).toEqual([0, 0, 0, 0])
    expect(hardware.modules['serve.ts']?.users).toBe(1)
    await bench.pass(1)
    expect([...hardware.registers, hardware.modules['serve.ts']?.users]).toEqual([0, 0, 0, 0, 0])
  })

  test('is given it back also where an error leaves one module after the other', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
    const hardware = hardwareOf(bench)
    const record = bench.spaces[0]!.code('record.ts#record') as (request: unknown) => unknown
    let inside: readonly number[] = []
    const key = {
      toString() {
        inside = [...hardware.registers]
        throw new Error('no key')
      },
    }
    expect(() => record({ kind: 'add', amount: 1, times: 1, key })).toThrow('no key')
    expect(inside[0]).toBe(hardware.modules['ledger.ts']!.codeBase)
    expect([...hardware.registers]).toEqual([0, 0, 0, 0])
    expect(['record.ts', 'ledger.ts'].map((name) => hardware.modules[name]?.users)).toEqual([0, 0])
  })

  test('knows nothing of calls inside a module', () => {
    const { units } = emitImage(compileVersion(tally, 'v1'), strategy.linkage)
    const hasTransition = (id: string): boolean =>
      units.some((unit) => unit.kind === 'procedure' && unit.id === id && unit.text.includes('$h.'))
    const ids = ['record.ts#record', 'record.ts#verify', 'ledger.ts#read', 'ledger.ts#total', 'serve.ts#pause']
    expect(ids.map((id) => hasTransition(id))).toEqual([true, false, true, false, true])
  })
})

describe('replugging', () => {
  test('waits until nothing uses the module, suspended calls included', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1', processes: 2 })
    const request = await bench.send({ kind: 'pause', key: 1, amount: 100, times: 1 })
    const { result } = await bench.begin('pause')
    expect(await bench.ask({ kind: 'add', key: 2, amount: 1, times: 1 })).toMatchObject({ via: 1 })
    await bench.pass(1)
    expect(await result).toMatchObject({ outcome: 'completed' })
    expect(bench.replies.get(request)).toMatchObject({ via: 1 })
  })

  test('changes two links of the chain, and nothing else', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
    const { modules } = hardwareOf(bench)
    const before = { ...modules }
    const chain = chainFrom(modules['stamp.ts']!)
    await bench.change('stamp')
    expect(modules['stamp.ts']!.version).toBe('v2')
    expect(Object.keys(modules).filter((name) => modules[name] !== before[name])).toEqual(['stamp.ts'])
    expect(chainFrom(modules['stamp.ts']!)).toEqual(chain)
  })

  test('replaces the modules that are called before those that call them', async () => {
    const { points, byKind } = await explorePlan(planTally('das', 'tidy', { traced: true }))
    expect({ points: points > 50, byKind }).toEqual({ points: true, byKind: {} })
  })

  test.each([
    ['a mapper that throws', 'updates/sparse-throws.ts', 'cannot convert 64 counters'],
    ['a mapper that returns another shape', 'updates/sparse-shape.ts', 'where a Map was expected'],
  ])('%s: the old modules go on with their state whole', async (_, support, reason) => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v4' })
    await bench.ask({ kind: 'add', key: 3, amount: 5, times: 1 })
    const broken = await bench.change({ ...named('sparse'), support })
    expect(broken).toMatchObject({
      outcome: 'failed',
      inForce: 'old',
      reason: expect.stringContaining(reason) as string,
    })
    expect(bench.versions).toEqual(['v4'])
    expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 6 })
    expect(await bench.change('sparse')).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 6 })
  })

  test('goes on from version to version, and back; versions of which no module is linked are freed', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v4' })
    await bench.ask({ kind: 'add', key: 3, amount: 5, times: 1 })
    const back = { ...named('sparse'), from: 'v5', to: 'v4', support: named('sparse').backOut! }
    for (const update of ['sparse', back, 'sparse', back, 'sparse', 'seal'])
      expect(await bench.change(update)).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 6 })
    expect(bench.versions).toEqual(['v4', 'v5', 'v6'])
    expect(
      Object.keys(hardwareOf(bench).modules).filter(
        (name) => name.startsWith('updates/') && hardwareOf(bench).modules[name] !== undefined,
      ),
    ).toEqual([])
  })
})

const nothing = { codeBase: 0, codeLimit: 0, dataBase: 0, dataLimit: 0 }

function hardwareOf(bench: BenchSite): AddressSpace {
  return bench.agent!.hooks as AddressSpace
}

function chainFrom(descriptor: Descriptor): readonly string[] {
  return descriptor.next === undefined ? [] : [descriptor.next.module, ...chainFrom(descriptor.next)]
}

function named(name: string): UpdateDeclaration {
  return tally.updates.find((update) => update.name === name)!
}

function refusals(name: string): readonly string[] {
  const update = compileUpdate(tally, named(name))
  return strategy.assess(update).map(({ rule }) => rule)
}

async function explorePlan(plan: TrialPlan): Promise<ExplorationReport> {
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}

const smallRouter = { routes: 10, announcements: 100, probes: 10 }
