import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { workload as bank } from '../../../workloads/bank/index.ts'
import type { TrialRecord } from '../../store/record.ts'
import type { TrialPlan } from '../../trial-plan.ts'
import { runTrialProcess } from '../../trial-process.ts'
import { planTally } from '../fixtures/plans.ts'

const fixtures = resolve(import.meta.dirname, '../fixtures')
const windows = { warmUpMs: 50, capacityMs: 20, beforeMs: 50, horizonMs: 200, limitMs: 1000, hangMs: 5000 }

/** Each component of the bank at a site of its own: the tellers serve the line, the ledger is elsewhere. */
function planBank(more: Partial<TrialPlan> = {}): TrialPlan {
  return planTally(resolve(fixtures, 'apart/index.ts'), 'rounding', {
    workload: { name: 'bank', path: resolve(bank.folder, 'index.ts') },
    parameters: { processes: 4, accounts: 48, branches: 4, audits: 20 },
    load: { mode: 'open', rate: 200, arrivals: 'poisson' },
    windows,
    ...more,
  })
}

const inKind = ({ outcome, verdict, violations, phases }: TrialRecord): unknown => ({
  outcome,
  verdict,
  total: violations.total,
  phases: phases.map(({ site, phase }) => `${site}: ${phase}`).toSorted(),
})

test('processes connected over TCP give in kind what threads give', { timeout: 120_000 }, async () => {
  const [threads, tcp] = [await runTrialProcess(planBank()), await runTrialProcess(planBank({ transport: 'tcp' }))]
  expect(threads).toMatchObject({ outcome: 'completed', verdict: 'valid' })
  expect(inKind(tcp)).toEqual(inKind(threads))
  // A process has memory of its own.
  expect(tcp.metrics.residentBytes).toBeGreaterThan(threads.metrics.residentBytes)
})

test('a site takes letters at its address', { timeout: 120_000 }, async () => {
  // On Linux all of 127.0.0.0/8 is loopback.
  const addresses = process.platform === 'linux' ? { tellers: '127.0.0.2', ledger: '127.0.0.3' } : { ledger: '::1' }
  expect(await runTrialProcess(planBank({ transport: 'tcp', addresses }))).toMatchObject({
    outcome: 'completed',
    verdict: 'valid',
  })
})

test.each(['tellers', 'ledger'])(
  'where %s cannot take letters at its address, that is the reason',
  { timeout: 120_000 },
  async (site) => {
    const trial = runTrialProcess(planBank({ transport: 'tcp', addresses: { [site]: '203.0.113.1' } }))
    await expect(trial).rejects.toThrow(new RegExp(`site ${site} could not be started: .*203\\.0\\.113\\.1`))
  },
)

test('a process that is killed ends in a reported outcome', { timeout: 120_000 }, async () => {
  const faults = [{ atMs: 20, fault: { kind: 'crash', site: 'ledger' } }] as const
  const record = await runTrialProcess(planBank({ transport: 'tcp', role: 'null', faults }))
  expect(record.verdict).toBe('invalid')
  expect(record.violations.observable.errored).toBeGreaterThan(0)
  expect(record.violations.examples.some(({ explanation }) => explanation.includes('the site is down'))).toBe(true)
})

test.each(['threads', 'tcp'] as const)(
  '%s: a component that stands still while it is to be updated ends in a clear error, and nobody hangs',
  { timeout: 120_000 },
  async (transport) => {
    const faults = [{ atMs: 0, after: 'update', fault: { kind: 'suspend', site: 'ledger', forMs: 600_000 } }] as const
    const record = await runTrialProcess(planBank({ transport, faults, windows: { ...windows, hangMs: 1500 } }))
    expect(record.outcome).toBe('failed')
    expect(record.reason).toMatch(/ledger/)
  },
)
