import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Strategy } from '../../strategies/contract.ts'
import { strategies } from '../../strategies/registry.ts'
import { workload as bank } from '../../workloads/bank/index.ts'
import { compileVersion } from '../prepare.ts'
import type { TrialRecord } from '../store/record.ts'
import { formatFault, type Fault, type PlannedFault } from './faults.ts'
import { strategy as apart } from './fixtures/apart/index.ts'
import { planTally, shortWindows } from './fixtures/plans.ts'
import { runVirtual } from './fixtures/run-virtual.ts'
import { usualLoadingMs } from './windows.ts'

/** Every strategy that has several sites on the bank, and a fixture that has one for each component. */
const several = [...Object.values<Strategy>(strategies), apart]
  .map((strategy) => ({ strategy, name: strategy.name, sites: sitesOf(strategy) }))
  .filter(({ sites }) => sites.length > 1)

function sitesOf({ layout }: Strategy): readonly string[] {
  return (layout?.(compileVersion(bank, 'v1')) ?? []).map(({ name }) => name)
}

test('there is something to break', () => {
  expect(several.map(({ name }) => name)).toEqual(expect.arrayContaining(['failover', 'scp', 'apart']))
})

describe.each(several)('$name', ({ strategy, sites }) => {
  test.each(listFaults(sites).map((planned) => ({ planned, title: formatFault(planned) })))(
    '$title ends in a reported outcome',
    async ({ planned }) => {
      const record = await updateBank(strategy, planned)
      expect(['completed', 'failed', 'stalled', 'refused', 'none']).toContain(record.outcome)
      if (record.outcome !== 'completed') expect(record.reason ?? '').not.toBe('')
      expect(record.warnings.map(({ code }) => code)).toContain('faults')
      expect(durationOf(record)).toBeLessThan(longestMs + sites.length * loadingMs)
    },
  )
})

/** Each site dies, stands still for good or is slow, and each pair is cut: before the update, and in the middle of it. */
function listFaults(sites: readonly string[]): PlannedFault[] {
  const [first = '', second = ''] = sites
  const faults: Fault[] = [
    ...sites.map((site): Fault => ({ kind: 'crash', site })),
    ...sites.map((site): Fault => ({ kind: 'suspend', site, forMs: 60_000 })),
    { kind: 'partition', between: [first, second], forMs: 100 },
    { kind: 'slow', site: second, ms: 1, forMs: 100 },
  ]
  return faults.flatMap((fault): PlannedFault[] => [
    { atMs: 2, fault },
    { atMs: 0.2, after: 'update', fault },
  ])
}

async function updateBank({ name }: Strategy, fault: PlannedFault): Promise<TrialRecord> {
  const strategy = name === apart.name ? join(import.meta.dirname, 'fixtures/apart/index.ts') : name
  const { record } = await runVirtual(
    planTally(strategy, 'rounding', {
      workload: { name: bank.name, path: join(bank.folder, 'index.ts') },
      parameters: { processes: 4, accounts: 48, branches: 4, audits: 20 },
      load: { mode: 'open', rate: 5000, arrivals: 'poisson' },
      faults: [fault],
    }),
  )
  return record
}

const { loadingMs = usualLoadingMs } = shortWindows

/** Nobody waits longer than for loading, for the limit, for a hang to be noticed, and for last replies. */
const longestMs =
  shortWindows.beforeMs + shortWindows.horizonMs + loadingMs + 4 * (shortWindows.limitMs + shortWindows.hangMs)

function durationOf({ phases, rates }: TrialRecord): number {
  const endMs = Math.max(rates.startMs + rates.good.length * rates.windowMs, ...phases.map((phase) => phase.endMs))
  return endMs - rates.startMs
}
