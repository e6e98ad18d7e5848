import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { BenchSite } from '../../harness/host/fixtures/bench-site.ts'
import { planRouter, planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { compileUpdate, prepareTrial, readCommand } from '../../harness/prepare.ts'
import type { Update } from '../../harness/program/update.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'
import type { UpdateDeclaration, Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'
import { findProcedures } from './names.ts'
import { language } from './script.ts'

const tally = workload as Workload

describe('the command that follows from the differences', () => {
  test.each(['stamp', 'fee', 'times', 'sparse', 'seal', 'journal', 'retire'])(
    '%s completes without a violation at whatever point it is given',
    async (update) => {
      const { points, completed, violated } = await explorePlan(planTally('dymos', update, { traced: true }))
      expect(points).toBeGreaterThan(50)
      expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
    },
  )

  test.each(['tos', 'vrf', 'firewall'])("the router's %s too, with four processes", async (update) => {
    const parameters = { processes: 4, routes: 10, announcements: 100, probes: 10 }
    const { points, completed, violated } = await explorePlan(planRouter('dymos', update, { traced: true, parameters }))
    expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
  })

  test('names what differs, what calls a new interface, and all of it as idle', () => {
    expect(language.derive(diff('stamp'))).toBe('update stamp.ts#stamp when stamp.ts#stamp idle')
    expect(language.derive(diff('retire'))).toBe(
      'update ledger.ts#report delete ledger.ts#total when ledger.ts#report, ledger.ts#total idle',
    )
    // The code of main is the same in both versions; but it relies on the interface of serve.
    expect(language.derive(diff('via'))).toContain('main.ts#main')
  })

  test('waits for the other members of a semantic group too, also for those that stay as they are', () => {
    const update = diff('stamp')
    const groups = [['stamp.ts#stamp', 'ledger.ts#report'], ['ledger.ts#total']]
    const grouped = { ...update, support: { ...update.support, groups } }
    expect(language.derive(grouped)).toBe('update stamp.ts#stamp when stamp.ts#stamp, ledger.ts#report idle')
  })

  test('main is never idle', async () => {
    for (const update of ['loop', 'via']) {
      const record = await run(planTally('dymos', update))
      expect(record).toMatchObject({ outcome: 'stalled', verdict: 'valid' })
      expect(record.reason).toMatch(/^main\.ts#main.* is not idle: held by process 1.*the old program goes on$/)
    }
  })
})

describe("an operator's command", () => {
  test('is given a limit, which counts instead of the usual one', () => {
    expect(order('update stamp within 2.5', 'stamp').limitMs).toBe(2500)
    expect(order('update stamp', 'stamp').limitMs).toBeUndefined()
    expect(order('update record within 1; update stamp within 2', 'marks')).toMatchObject({
      limitMs: 3000,
      commands: 2,
    })
  })

  test('counts as the decisions that it takes', async () => {
    const { effort } = await run(
      planTally('dymos', 'marks', { command: 'update record; update stamp when serve idle' }),
    )
    expect(effort).toMatchObject({ commands: 3, decisions: 3 })
  })

  test('is joined by exported procedures, though not by those that only their own module can call', () => {
    expect(stepsOf('update record, verify', 'seal')).toMatchObject([{ idle: ['record.ts#record'], named: 0 }])
    expect(stepsOf('update record, verify when verify idle', 'seal')).toMatchObject([
      { idle: ['record.ts#verify', 'record.ts#record'], named: 1 },
    ])
  })

  test('may name modules and classes', () => {
    expect(stepsOf('update record.ts when ledger idle', 'seal')).toMatchObject([
      { replace: ['record.ts#record', 'record.ts#verify'] },
    ])
  })

  test('that leaves a procedure out is done as it was given: the program is not all new', async () => {
    const { points, completed, violated, byKind } = await explorePlan(
      planTally('dymos', 'marks', { traced: true, command: 'update stamp' }),
    )
    expect(completed).toBe(points)
    expect(violated).toBeGreaterThan(points / 2)
    expect(Object.keys(byKind)).toEqual(expect.arrayContaining(['resident', 'wrong']))
  })

  test('of several steps is done one step after the other', async () => {
    const record = await run(planTally('dymos', 'marks', { command: 'update stamp; update record' }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid' })
    expect(record.phases.filter(({ phase }) => phase === 'replace')).toHaveLength(2)
  })

  test('of which the second step never comes to pass leaves the first in force, and says so', async () => {
    const record = await run(planTally('dymos', 'marks', { command: 'update stamp; update record when main idle' }))
    expect(record.outcome).toBe('stalled')
    expect(record.reason).toContain('what the commands before it have updated stays so')
  })

  test('that initialises data anew loses what was in them', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v4' })
    await bench.ask({ kind: 'add', key: 3, amount: 5, times: 1 })
    const bare = without('sparse')
    const ordered = bench.order(bare, undefined, 'update ledger.ts init counters')
    expect(await bench.change(ordered)).toMatchObject({ outcome: 'completed' })
    expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 0 })
  })
})

describe('a command that would leave the program inconsistent is rejected at once', () => {
  test.each<[string, string, string]>([
    ['update add', 'times', 'record.ts#record calls ledger.ts#add: whose interface would be'],
    ['update record', 'journal', 'calls journal.ts#note: which would not be there'],
    ['update report delete total, stamp.ts#stamp', 'retire', 'delete stamp.ts#stamp: v8 still has it'],
    ['update note delete total', 'retire', 'ledger.ts#report calls ledger.ts#total: which would not be there'],
    ['update add', 'sparse', 'would be represented in another way than'],
  ])('%s (%s): %s', (command, name, expected) => {
    expect(refusals(command, name).join('\n')).toContain(expected)
  })

  test('changed data without a conversion', () => {
    const update = diff(without('sparse'))
    expect(strategy.assess(update).map(({ rule }) => rule)).toEqual([
      expect.stringContaining('init ledger.ts#counters'),
    ])
    const reading = readCommand(strategy, update, 'update ledger.ts init counters')
    expect(reading?.refusals).toEqual([])
  })

  test('before anything runs', async () => {
    const { record, memory } = await runVirtual(planTally('dymos', 'times', { command: 'update add' }))
    expect(record).toMatchObject({ outcome: 'refused', verdict: 'valid' })
    expect(memory).toBeUndefined()
  })

  test('forced, it shows what the rule protects from', async () => {
    const plan = planTally('dymos', 'times', { traced: true, forced: true, command: 'update add' })
    const { points, violated, byKind } = await explorePlan(plan)
    expect(violated).toBeGreaterThan(points / 2)
    expect(Object.keys(byKind)).toContain('interface')
  })
})

describe('names', () => {
  test('may be short, where only one thing is meant', async () => {
    const { from, to } = (await prepareTrial(planRouter('dymos', 'cache'))).update
    const idsOf = (text: string) => findProcedures({ text, at: 0 }, [from, to])
    expect(idsOf('retain')).toContain('destination-cache.ts#DestinationCache.retain')
    expect(new Set(idsOf('forward'))).toEqual(new Set(['forward.ts#forward']))
    expect(idsOf('counters')).toContain('counters.ts#countPacket')
    expect(idsOf('Trie')).toContain('trie.ts#Trie.longestMatch')
    expect(() => idsOf('constructor')).toThrow(/which is the name of \d; write .*Trie\.constructor/)
    expect(() => idsOf('retian')).toThrow('did you mean retain')
  })

  test.each([
    ['update recrod', 7, 'did you mean record'],
    ['update record when leger idle', 19, 'did you mean ledger'],
    ['update record init total', 19, 'expected the name of a static datum, got `total`; did you mean counters'],
    ['update record delete nothing', 21, 'expected the name of a procedure, class or module, got `nothing`'],
  ])('%s', (text, at, message) => {
    const reading = language.read(text, diff('seal'))
    expect(reading).toMatchObject({ problem: { at, message: expect.stringContaining(message) as string } })
  })
})

describe('what goes wrong', () => {
  test('a command that names an unknown procedure: the program is not touched, and the next command is carried out', async () => {
    const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
    await bench.ask({ kind: 'add', key: 3, amount: 5, times: 1 })
    expect(() => bench.order('stamp', undefined, 'update stmap when record idle')).toThrow(
      /got `stmap`; did you mean stamp, .*, at character 8 of `update stmap when record idle`/,
    )
    expect(bench.versions).toEqual(['v1'])
    expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 5, stamp: 10 })
    expect(await bench.change(bench.order('stamp', undefined, 'update stamp when record idle'))).toMatchObject({
      outcome: 'completed',
    })
    expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 5, stamp: 16 })
  })

  test.each([
    ['a mapper that throws', 'updates/sparse-throws.ts', 'cannot convert 64 counters'],
    ['a mapper that returns another shape', 'updates/sparse-shape.ts', 'where a Map was expected'],
  ])('%s: the old version goes on with its state whole', async (_, support, reason) => {
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
})

test('updates chain, and the way back is an update', async () => {
  const bench = await BenchSite.start(strategy, tally, { version: 'v1' })
  await bench.ask({ kind: 'add', key: 3, amount: 5, times: 1 })
  for (const update of ['stamp', 'fee', 'times', 'sparse', 'seal', 'journal', 'retire'])
    expect(await bench.change(update)).toMatchObject({ outcome: 'completed' })
  expect(await bench.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 5, stamp: 16 })
  expect(bench.versions[0]).toBe('v1')
  const other = await BenchSite.start(strategy, tally, { version: 'v4' })
  await other.ask({ kind: 'add', key: 3, amount: 5, times: 1 })
  await other.change('sparse')
  const back = { ...named('sparse'), from: 'v5', to: 'v4', support: named('sparse').backOut! }
  expect(await other.change(back)).toMatchObject({ outcome: 'completed' })
  expect(await other.ask({ kind: 'read', key: 3 })).toMatchObject({ value: 6 })
})

function named(name: string): UpdateDeclaration {
  return tally.updates.find((update) => update.name === name)!
}

function without(name: string): UpdateDeclaration {
  const { support: _, ...bare } = named(name)
  return bare
}

function diff(declaration: string | UpdateDeclaration): Update {
  const declared = typeof declaration === 'string' ? named(declaration) : declaration
  return compileUpdate(tally, declared)
}

function order(text: string, name: string) {
  return readCommand(strategy, diff(name), text)!.order
}

function stepsOf(text: string, name: string): unknown {
  return order(text, name).steps
}

function refusals(text: string, name: string): readonly string[] {
  return readCommand(strategy, diff(name), text)!.refusals.map(({ change, rule }) => `${change}: ${rule}`)
}

async function run(plan: TrialPlan): Promise<TrialRecord> {
  return (await runVirtual(plan)).record
}

async function explorePlan(plan: TrialPlan): Promise<ExplorationReport> {
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}
