import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planTally } from '../host/fixtures/plans.ts'
import { runVirtual } from '../host/fixtures/run-virtual.ts'
import { runTrialProcess } from '../trial-process.ts'
import type { TrialRecord, Violations } from '../store/record.ts'
import type { TrialPlan } from '../trial-plan.ts'
import { stallMs } from './saboteurs/stall.ts'

/** Each saboteur, the update that it spoils, and the kinds of violation by which it is caught: from outside, and in a traced run. */
const saboteurs = {
  'drop-reply': { update: 'stamp', observable: ['lost'], internal: [] },
  'answer-twice': { update: 'stamp', observable: ['duplicated'], internal: [] },
  'mix-versions': { update: 'marks', observable: ['wrong'], internal: ['newCalledOld'] },
  'corrupt-record': { update: 'stamp', observable: ['finalState'], internal: [] },
  'claim-completion': { update: 'stamp', observable: ['stale', 'finalState'], internal: ['resident'] },
  'map-twice': { update: 'sparse', observable: [], internal: ['mapperRepeated'] },
  'skip-mapper': { update: 'sparse', observable: ['lost', 'errored'], internal: ['representation'] },
  'new-calls-old': { update: 'tidy', observable: [], internal: ['newCalledOld'] },
  'tear-group': { update: 'seal', observable: ['wrong'], internal: ['torn'] },
  'wrong-interface': { update: 'optional', observable: [], internal: ['interface'] },
} satisfies Record<
  string,
  {
    update: string
    observable: readonly (keyof Violations['observable'])[]
    internal: readonly (keyof NonNullable<Violations['internal']>)[]
  }
>

describe.each(Object.entries(saboteurs))('%s is caught as what it is', (name, { update, observable, internal }) => {
  test('from outside', async () => {
    const { record } = await runVirtual(planTally(pathOf(name), update))
    expect(kindsOf(record.violations.observable)).toEqual(observable)
    expect(record.verdict).toBe(observable.length > 0 ? 'invalid' : 'valid')
  })

  test('in a traced run', async () => {
    const { record } = await runVirtual(planTally(pathOf(name), update, { traced: true }))
    expect(kindsOf(record.violations.observable)).toEqual(observable)
    expect(kindsOf(record.violations.internal!)).toEqual(internal)
  })
})

test('a stall of 50 ms is a service gap longer by 50 ms than that of the null update', async () => {
  const windows = { warmUpMs: 1, capacityMs: 1, beforeMs: 3, horizonMs: 90, limitMs: 6, hangMs: 100 }
  // Late replies are not good ones, so the gap lasts until the queue has been worked off: at this rate, for a moment.
  const load: TrialPlan['load'] = { mode: 'open', rate: 4000, arrivals: 'constant' }
  const control = await runVirtual(planTally(pathOf('stall'), 'stamp', { windows, load, role: 'null' }))
  const stalled = await runVirtual(planTally(pathOf('stall'), 'stamp', { windows, load }))
  expect(stalled.record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
  expect(Math.abs(stalled.record.metrics.serviceGapMs - control.record.metrics.serviceGapMs - stallMs)).toBeLessThan(
    0.5,
  )
})

/** What must raise no alarm: the plain program, programs under a strategy that is not asked to do anything, A/A updates. */
const controls = [
  { strategy: 'direct', role: 'direct' },
  ...['restart', 'dmert', 'podus'].flatMap((strategy) =>
    (['null', 'a/a'] as const).map((role) => ({ strategy, role })),
  ),
] as const

test.each(controls)('$strategy as $role raises nothing in 20 trials', async ({ strategy, role }) => {
  for (let seed = 1; seed <= 20; seed++) {
    const { record } = await runVirtual(
      planTally(strategy, 'stamp', {
        role,
        seed,
        traced: seed % 2 === 0,
        parameters: { processes: 1 + (seed % 3), pauses: 50 },
      }),
    )
    expectClean(record)
  }
})

test.each(controls)('$strategy as $role raises nothing in a thread', async ({ strategy, role }) => {
  const windows = { warmUpMs: 20, capacityMs: 10, beforeMs: 20, horizonMs: 60, limitMs: 60, hangMs: 2000 }
  const load: TrialPlan['load'] = { mode: 'open', rate: 20_000, arrivals: 'poisson' }
  expectClean(await runTrialProcess(planTally(strategy, 'stamp', { role, windows, load })))
})

function expectClean({ violations, verdict, outcome }: TrialRecord): void {
  expect(violations).toMatchObject({ total: 0, examples: [] })
  expect(verdict).toBe('valid')
  expect(['none', 'completed']).toContain(outcome)
}

function pathOf(name: string): string {
  return resolve(import.meta.dirname, 'saboteurs', `${name}.ts`)
}

function kindsOf(counts: Readonly<Record<string, number>>): string[] {
  return Object.keys(counts).filter((kind) => counts[kind]! > 0)
}
