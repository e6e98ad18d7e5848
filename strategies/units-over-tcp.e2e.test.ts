import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { compileCache } from '../harness/compile-cache.ts'
import { createTrialWorld } from '../harness/create-trial-world.ts'
import { planRouter, planTally } from '../harness/host/fixtures/plans.ts'
import { runTrial } from '../harness/pipeline.ts'
import type { TrialRecord } from '../harness/store/record.ts'
import type { TrialPlan } from '../harness/trial-plan.ts'

// On Linux all of 127.0.0.0/8 is loopback.
const addresses = process.platform === 'linux' ? { 'unit-1': '127.0.0.2', primary: '127.0.0.3' } : {}

// What starts here starts in a fraction of the time.
for (const [name, value] of Object.entries(compileCache)) vi.stubEnv(name, value)

const more = {
  addresses,
  transport: 'tcp',
  load: { mode: 'open', rate: 1000, arrivals: 'poisson' },
  windows: { warmUpMs: 50, capacityMs: 20, beforeMs: 50, horizonMs: 300, limitMs: 1000, hangMs: 5000 },
} as const

/** A trial in this process, so that its sites can be asked where they are. */
async function runHere(plan: TrialPlan): Promise<{ readonly record: TrialRecord; readonly processIds: number[] }> {
  const processIds: number[] = []
  const record = await runTrial(plan, () => {
    const world = createTrialWorld(plan)
    return {
      ...world,
      startSite: async (start, line) => {
        const site = await world.startSite(start, line)
        const answer = await site.send({ type: 'report' })
        if (answer.type === 'report') processIds.push(answer.report.processId)
        return site
      },
    }
  })
  return { record, processIds }
}

function planPair(strategy: string, update: string): TrialPlan {
  const path = resolve(import.meta.dirname, '../harness/host/fixtures/pair/index.ts')
  return planTally(strategy, update, { ...more, workload: { name: 'pair', path }, parameters: { processes: 1 } })
}

test.each([
  ['scp', 'the same effects', planTally('scp', 'stamp', more)],
  ['scp', 'others', planPair('scp', 'direct-amount-either-way')],
  ['scp', 'the same effects of more code', planRouter('scp', 'cache', more)],
  ['failover', 'the same effects', planPair('failover', 'direct-amount-side-by-side')],
  [
    'failover',
    'others, several processes',
    planTally('failover', 'fee', { ...more, parameters: { processes: 3, pauses: 100 } }),
  ],
] as const)(
  '%s, %s: each unit is a process of its own, in either version',
  { timeout: 60_000 },
  async (_, __, plan) => {
    const { record, processIds } = await runHere(plan)
    expect(record.violations.examples).toEqual([])
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid' })
    // Two units, each of which is replaced.
    expect(new Set([process.pid, ...processIds]).size).toBe(5)
  },
)
