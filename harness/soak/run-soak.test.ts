import { resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { planTallySoak } from './fixtures/plan-soak.ts'
import { runVirtualSoak } from './fixtures/run-virtual-soak.ts'
import type { SoakRecord } from './record.ts'

const saboteur = (name: string): string => resolve(import.meta.dirname, `../check/saboteurs/${name}.ts`)

/** Releases in force after each round, and versions resident. */
function tell({ rounds }: SoakRecord, what: 'release' | 'versionsResident'): readonly unknown[] {
  return rounds.map((round) => round[what])
}

describe('one program is updated many times', () => {
  test.each(['podus', 'dymos', 'dmert', 'das', 'mts', 'conic', 'linking-late', 'restart', 'failover', 'scp', 'argus'])(
    '%s goes forth and back, and every reply is that of a release that could be in force',
    async (strategy) => {
      const record = await runVirtualSoak(planTallySoak(strategy, ['stamp', 'fee'], 6))
      expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0, examples: [] } })
      expect(tell(record, 'release')).toEqual(['v1', 'v2', 'v3', 'v2', 'v1', 'v2', 'v3'])
      expect(record.rounds.every(({ wrong, capacity }) => wrong === 0 && capacity > 0)).toBe(true)
    },
  )

  it('with state that is mapped each time, and several processes', async () => {
    const parameters = { processes: 4, pauses: 40 }
    const record = await runVirtualSoak(planTallySoak('podus', ['times', 'sparse'], 8, { parameters }))
    expect(record).toMatchObject({ outcome: 'completed', verdict: 'valid', violations: { total: 0 } })
    expect(record.rounds.slice(1).every(({ updateMs }) => updateMs !== null && updateMs >= 0)).toBe(true)
  })

  it('and a release that comes again is not taken for the one that runs, while it is created beside it', async () => {
    const plan = planTallySoak('conic', ['memo'], 2, {
      seed: 2,
      workload: { name: 'bank', path: resolve(import.meta.dirname, '../../workloads/bank/index.ts') },
      parameters: { processes: 1, accounts: 100, probes: 20 },
      load: { mode: 'open', rate: 3000, arrivals: 'poisson' },
    })
    expect(await runVirtualSoak(plan)).toMatchObject({ outcome: 'completed', verdict: 'valid' })
  })

  it('and all that comes of it is a function of the plan', async () => {
    const plan = planTallySoak('podus', ['stamp'], 3)
    const [first, second] = [await runVirtualSoak(plan), await runVirtualSoak(plan)]
    expect(second.rounds).toEqual(first.rounds)
    expect(second.violations).toEqual(first.violations)
  })

  it('is only watched as its control', async () => {
    const record = await runVirtualSoak(planTallySoak('podus', ['stamp'], 3, { role: 'null' }))
    expect(record).toMatchObject({ outcome: 'none', verdict: 'valid' })
    expect(tell(record, 'release')).toEqual(['v1', 'v1', 'v1', 'v1'])
  })
})

describe('versions resident', () => {
  it('are let go of', async () => {
    const podus = await runVirtualSoak(planTallySoak('podus', ['stamp'], 6))
    expect(tell(podus, 'versionsResident')).toEqual([1, 2, 2, 2, 2, 2, 2])
  })

  it('are gone when the update is taken out by command', async () => {
    const dmert = await runVirtualSoak(planTallySoak('dmert', ['stamp'], 4))
    expect(dmert.back).toBe('command')
    expect(tell(dmert, 'versionsResident')).toEqual([1, 2, 1, 2, 1])
  })

  it('pile up where nothing is ever unloaded', async () => {
    const linking = await runVirtualSoak(planTallySoak('linking-late', ['stamp'], 6))
    expect(tell(linking, 'versionsResident')).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})

describe('what goes wrong', () => {
  it('in a later update is found: old code answers after completion', async () => {
    const record = await runVirtualSoak(planTallySoak(saboteur('claim-completion'), ['stamp'], 3))
    expect(record.verdict).toBe('invalid')
    expect(record.violations.observable.stale).toBeGreaterThan(0)
    expect(record.rounds.map(({ wrong }) => wrong > 0)).toEqual([false, true, true, true])
  })

  it('ends it: an update that finds no safe point is the last', async () => {
    const record = await runVirtualSoak(planTallySoak('podus', ['retire', 'loop'], 5))
    expect(record).toMatchObject({ outcome: 'stalled', verdict: 'valid' })
    expect(record.reason).toContain('main.ts#main')
    expect(record.rounds.map(({ outcome, release }) => `${outcome} ${release}`)).toEqual([
      'none v7',
      'completed v8',
      'stalled v8',
    ])
  })

  it('ends it: a program that breaks keeps the rounds before', async () => {
    const record = await runVirtualSoak(planTallySoak('podus', ['throws'], 3))
    expect(record.verdict).toBe('invalid')
    expect(record.violations.observable.errored).toBeGreaterThan(0)
    expect(record.rounds.length).toBeLessThan(4)
  })
})
