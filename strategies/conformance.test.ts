import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explore } from '../harness/explore/explore.ts'
import { planTally } from '../harness/host/fixtures/plans.ts'
import { runVirtual, type VirtualTrial } from '../harness/host/fixtures/run-virtual.ts'
import { compileUpdate, compileVersion, prepareTrial } from '../harness/prepare.ts'
import type { ChangeKind } from '../harness/program/change-kind.ts'
import type { Update } from '../harness/program/update.ts'
import type { Role, TrialRecord } from '../harness/store/record.ts'
import type { TrialPlan } from '../harness/trial-plan.ts'
import type { UpdateDeclaration, Workload } from '../workloads/contract.ts'
import { workloads } from '../workloads/registry.ts'
import type { Expectation, Profile, Strategy } from './contract.ts'
import { strategies } from './registry.ts'

/** Where measurement contradicts what a strategy claims: the claim stays as it is, and its README explains. */
interface Deviation {
  readonly strategy: string
  readonly workload: string
  readonly update: string
  /** `starves`: completes in some of the runs; in others the processes leave no safe point within the limit. */
  readonly found: Expectation | 'starves'
  readonly because: string
}

/** An entry that has ceased to be true fails the test, as does a deviation without an entry. */
const starved =
  'with several tellers, procedures of the transfer are always in use: their idle-condition does not come to hold within the limit'

export const deviations: readonly Deviation[] = ['currency', 'memo', 'fees'].map((update) => ({
  strategy: 'dymos',
  workload: 'bank',
  update,
  found: 'starves',
  because: starved,
}))

const all: readonly Strategy[] = Object.values(strategies)
const programs: readonly Workload[] = Object.values(workloads) as readonly unknown[] as readonly Workload[]
const updates = programs.flatMap((workload) => workload.updates.map((update) => ({ workload, update })))
const cells = all.flatMap((strategy) =>
  updates.map((cell) => ({
    ...cell,
    strategy,
    title: `${strategy.name} on ${cell.workload.name}/${cell.update.name}`,
  })),
)

/** Untraced and traced; and traced with several processes, which are several stacks. */
const runs = [
  { traced: false, processes: 1 },
  { traced: true, processes: 1 },
  { traced: true, processes: 4 },
] as const

describe.each(all.map((strategy) => ({ strategy, name: strategy.name })))('$name', ({ strategy, name }) => {
  const folder = join(import.meta.dirname, name)

  test('has a folder of its name with the files that every strategy has', () => {
    const files = readdirSync(folder)
    expect(files).toEqual(expect.arrayContaining(['index.ts', 'link.ts', 'update.ts', 'README.md', `${name}.test.ts`]))
    expect(strategies[name as keyof typeof strategies]).toBe(strategy)
  })

  test('says all that the comparison table shows of it', () => {
    const profile: Record<keyof Profile, string> = { ...strategy.profile }
    expect(Object.entries(profile).filter(([, text]) => text.trim() === '')).toEqual([])
    expect(strategy.summary).not.toBe('')
  })

  test('tells its limits in its README', () => {
    const text = readFileSync(join(folder, 'README.md'), 'utf8')
    expect(text).toMatch(/^## .*limits/im)
    expect(text).toContain('## The claim')
  })
})

describe.each(cells)('$title', ({ strategy, workload, update }) => {
  test('decides by its rules from the diff alone, and says the same again', () => {
    const diff = readUpdate(workload, update)
    const before = structuredClone(diff)
    const refusals = strategy.assess(diff)
    expect(strategy.assess(diff)).toEqual(refusals)
    expect(diff).toEqual(before)
    for (const { change, rule } of refusals) expect([change.trim(), rule.trim()]).not.toContain('')
  })

  test('does what it claims', async () => {
    const diff = readUpdate(workload, update)
    const claimed = combineClaims(strategy, diff.kinds, strategy.assess(diff).length > 0)
    const trials = await runAll(strategy, workload, update)
    const deviation = deviations.find(
      (known) => known.strategy === strategy.name && known.workload === workload.name && known.update === update.name,
    )
    expect(await describeAll(trials, claimed, strategy, workload, update)).toBe(deviation?.found ?? claimed)
    expect(deviation?.found).not.toBe(claimed)
  })
})

const controls = all.flatMap((strategy) =>
  programs.flatMap((workload) =>
    rolesOf(strategy).map((role) => ({
      workload,
      update: workload.updates[0],
      strategy,
      role,
      title: `${strategy.name}, ${role}, ${workload.name}`,
    })),
  ),
)

test.each(controls)(
  'nothing is wrong where nothing is updated: $title',
  async ({ strategy, workload, update, role }) => {
    for (const { traced, processes } of runs.slice(0, 2)) {
      const { record } = await runVirtual(plan(strategy, workload, update, { role, traced }, processes))
      expect(record).toMatchObject({ verdict: 'valid', violations: { total: 0 } })
      expect(record.outcome).toBe(role === 'a/a' ? 'completed' : 'none')
    }
  },
)

describe('the deviations', () => {
  test('are of cells that exist', () => {
    const known = cells.map(({ strategy, workload, update }) => `${strategy.name} ${workload.name} ${update.name}`)
    expect(known).toEqual(
      expect.arrayContaining(deviations.map(({ strategy, workload, update }) => `${strategy} ${workload} ${update}`)),
    )
  })
})

describe('a claim that is not true', () => {
  const [{ workload, update }] = updates as [(typeof updates)[number]]

  test.each([
    ['completes', 'direct'],
    ['refuses', 'podus'],
    ['stalls', 'podus'],
    ['violates', 'dmert'],
  ] as const)('that it %s is found out on %s', async (claimed, name) => {
    const kinds = Object.keys(strategies[name].claims) as ChangeKind[]
    const claims = Object.fromEntries(kinds.map((kind) => [kind, { expect: claimed }])) as Strategy['claims']
    const trials = await runAll(strategies[name], workload, update)
    expect(combineClaims({ ...strategies[name], claims }, readUpdate(workload, update).kinds, false)).toBe(claimed)
    expect(describeTrials(trials)).not.toBe(claimed)
  })

  test('that it violates is found out where the command falls at a good moment in every trial', async () => {
    const violating = updates.find(
      ({ workload: { name }, update: { name: of } }) => `${name}/${of}` === 'router/queueing',
    )!
    const harmless = updates.find(
      ({ workload: { name }, update: { name: of } }) => `${name}/${of}` === 'router/checksum',
    )!
    expect(await violatesSomewhere(strategies.dmert, violating.workload, violating.update)).toBe(true)
    expect(await violatesSomewhere(strategies.dmert, harmless.workload, harmless.update)).toBe(false)
  })

  test('of several kinds, what is worst for the update decides', () => {
    const claims = { ...strategies.dmert.claims, body: { expect: 'stalls' } } as const
    const strategy = { ...strategies.dmert, claims }
    expect(combineClaims(strategy, ['body-stateful'], false)).toBe('completes')
    expect(combineClaims(strategy, ['body-stateful', 'group'], false)).toBe('violates')
    expect(combineClaims(strategy, ['body-stateful', 'group', 'body'], false)).toBe('stalls')
    expect(combineClaims(strategy, ['state', 'group', 'body'], false)).toBe('refuses')
  })

  test('where a claim depends on what exactly changes, the rules decide which of the two it is', () => {
    const qualified = { expect: 'completes', otherwise: 'refuses' } as const
    const strategy = { ...strategies.dmert, claims: { ...strategies.dmert.claims, body: qualified } }
    expect(combineClaims(strategy, ['body'], false)).toBe('completes')
    expect(combineClaims(strategy, ['body'], true)).toBe('refuses')
    expect(combineClaims(strategy, ['body-stateful'], true)).toBe('completes')
    expect(combineClaims(strategy, ['body', 'group'], false)).toBe('violates')
  })
})

/**
 * What a strategy claims to do with an update that has all these kinds of change.
 * @param refused what its rules say of the update
 */
function combineClaims({ claims }: Strategy, kinds: readonly ChangeKind[], refused: boolean): Expectation {
  const claimed = new Set(
    kinds.map((kind): Expectation => {
      const { expect: usual, otherwise = usual } = claims[kind]
      return (usual === 'refuses') === refused ? usual : otherwise
    }),
  )
  const order = ['refuses', 'stalls', 'violates'] as const
  return order.find((expectation) => claimed.has(expectation)) ?? 'completes'
}

/**
 * What the trials show, and the explorer as well where a strategy expects violations and the trials show none: whether
 * the command falls between two procedures that belong together is a matter of luck.
 */
async function describeAll(
  trials: readonly VirtualTrial[],
  claimed: Expectation,
  strategy: Strategy,
  workload: Workload,
  update: UpdateDeclaration,
): Promise<string> {
  const found = describeTrials(trials)
  if (claimed !== 'violates' || found !== 'completes') return found
  return (await violatesSomewhere(strategy, workload, update)) ? 'violates' : found
}

async function violatesSomewhere(strategy: Strategy, workload: Workload, update: UpdateDeclaration): Promise<boolean> {
  const parameters = { ...chooseSmall(workload, 20), processes: 1 }
  const trial = { ...plan(strategy, workload, update, { role: 'strategy', traced: true }, 1), parameters }
  const exploration = { prepared: await prepareTrial(trial), parameters, seed: trial.seed, requests: 6 }
  return (await explore(exploration, () => undefined)).violated > 0
}

/** What the trials of one cell show together: one of the four things a claim can say, or what is none of them. */
function describeTrials(trials: readonly VirtualTrial[]): string {
  const outcomes = new Set(trials.map(({ record }) => record.outcome))
  const [outcome] = outcomes
  const isInvalid = trials.some(({ record }) => record.verdict === 'invalid')
  const isValid = trials.every(({ record }) => record.verdict === 'valid' && record.violations.total === 0)
  const explained = trials.every(({ record }) => (record.reason ?? '') !== '')
  const untouched = trials.every(({ memory }) => memory === undefined)
  if (outcomes.size === 1 && outcome === 'completed' && isValid) return 'completes'
  if (outcomes.size === 1 && outcome === 'completed' && isInvalid) return 'violates'
  if (outcomes.size === 1 && outcome === 'stalled' && isValid && explained) return 'stalls'
  const isExplained = trials.every(({ record }) => record.outcome === 'completed' || (record.reason ?? '') !== '')
  if (outcomes.size === 2 && outcomes.has('completed') && outcomes.has('stalled') && isValid && isExplained) {
    return 'starves'
  }
  // Without memory of its line, a program has not even been started.
  if (outcomes.size === 1 && outcome === 'refused' && isValid && explained && untouched) return 'refuses'
  return trials.map(({ record }) => describeRecord(record)).join('\n')
}

function describeRecord({ outcome, verdict, reason, violations }: TrialRecord): string {
  return [outcome, verdict, reason, ...violations.examples.map(({ explanation }) => explanation)].join(' ')
}

async function runAll(strategy: Strategy, workload: Workload, update: UpdateDeclaration): Promise<VirtualTrial[]> {
  const trials: VirtualTrial[] = []
  for (const { traced, processes } of runs) {
    trials.push(await runVirtual(plan(strategy, workload, update, { role: 'strategy', traced }, processes)))
  }
  return trials
}

function plan(
  strategy: Strategy,
  workload: Workload,
  { name }: UpdateDeclaration,
  more: Pick<TrialPlan, 'role' | 'traced'>,
  processes: number,
): TrialPlan {
  const path = join(workload.folder, 'index.ts')
  expect(existsSync(path)).toBe(true)
  return planTally(strategy.name, name, {
    ...more,
    workload: { name: workload.name, path },
    parameters: { ...chooseSmall(workload), processes },
  })
}

/** The workload's parameters for a quick look, and none above `largest` that need not be. */
function chooseSmall({ parameters }: Workload, largest = 200): Record<string, number> {
  const entries = Object.entries(parameters)
  return Object.fromEntries(
    entries.map(([name, parameter]) => [
      name,
      Math.max(parameter.minimum, Math.min(parameter.smoke ?? parameter.default, largest)),
    ]),
  )
}

/** A strategy that refuses whatever it is asked has no update to the same version either. */
function rolesOf(strategy: Strategy): Role[] {
  const updatesAnything = Object.values(strategy.claims).some(({ expect: expected }) => expected !== 'refuses')
  return updatesAnything ? ['null', 'a/a'] : ['null']
}

function readUpdate(workload: Workload, update: UpdateDeclaration): Update {
  return compileUpdate(workload, update, compileVersion(workload, update.from))
}
