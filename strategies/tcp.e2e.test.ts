import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { planTally } from '../harness/host/fixtures/plans.ts'
import type { TrialRecord } from '../harness/store/record.ts'
import { runTrialProcess } from '../harness/trial-process.ts'
import { transports, type Transport, type TrialPlan } from '../harness/trial-plan.ts'

const windows = { warmUpMs: 50, capacityMs: 20, beforeMs: 50, horizonMs: 300, limitMs: 1000, hangMs: 5000 }

/** Two components: the front serves the line, so over TCP the store is in a process of its own. */
const pair = {
  workload: { name: 'pair', path: resolve(import.meta.dirname, '../harness/host/fixtures/pair/index.ts') },
  parameters: { processes: 1 },
}

/** Four of them, whose protocol changes while both versions talk. */
const mail = {
  workload: { name: 'mail', path: resolve(import.meta.dirname, '../workloads/mail/index.ts') },
  parameters: { processes: 1, users: 10, failures: 20, probes: 30 },
}

function plan(strategy: string, update: string, transport: Transport, program: Partial<TrialPlan>): TrialPlan {
  const load = { mode: 'open', rate: 200, arrivals: 'poisson' } as const
  return planTally(strategy, update, { ...program, load, windows, transport })
}

/** What does not depend on how long messages take: what happened at which site, and what came of it. */
function inKind({ outcome, reason, verdict, violations, phases, effort, metrics }: TrialRecord): unknown {
  return {
    outcome,
    reason,
    verdict,
    example: violations.examples[0]?.explanation,
    phases: [...new Set(phases.map(({ site, phase }) => `${site}: ${phase}`))].filter(isBound).toSorted(),
    effort,
    versionsResident: metrics.versionsResident,
  }
}

/** Whether a safe point has to be waited for is chance. */
function isBound(phase: string): boolean {
  return !phase.endsWith(': wait')
}

test.each([
  ['conic', 'direct-amount', pair],
  ['argus', 'direct-amount', pair],
  ['podus-distributed', 'envelope', mail],
])(
  '%s makes the update %s over TCP as it does between threads',
  { timeout: 120_000 },
  async (strategy, update, program) => {
    const records: TrialRecord[] = []
    for (const transport of transports) records.push(await runTrialProcess(plan(strategy, update, transport, program)))
    const [threads, tcp] = records.map(inKind)
    expect(threads).toMatchObject({ outcome: 'completed', verdict: 'valid' })
    expect(tcp).toEqual(threads)
  },
)

test(
  'argus over TCP: a process that is killed comes back with what it had acknowledged',
  { timeout: 120_000 },
  async () => {
    const faults = [{ atMs: 60, fault: { kind: 'crash', site: 'store' } }] as const
    const record = await runTrialProcess(plan('argus', 'direct-amount', 'tcp', { ...pair, role: 'null', faults }))
    expect([record.reason, record.violations.examples]).toEqual([undefined, []])
    expect(record).toMatchObject({ outcome: 'none', verdict: 'valid' })
  },
)
