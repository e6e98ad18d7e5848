import { expect, test } from 'vitest'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import type { TrialRecord } from '../../harness/store/record.ts'
import { runTrialProcess } from '../../harness/trial-process.ts'
import type { TrialPlan } from '../../harness/trial-plan.ts'

const windows = {
  warmUpMs: 20,
  capacityMs: 10,
  beforeMs: 60,
  horizonMs: 400,
  limitMs: 300,
  hangMs: 1500,
  loadingMs: 2000,
}

/** On real threads, where it takes a while to load a version. */
async function scp(update: string, more: Partial<TrialPlan> = {}): Promise<TrialRecord> {
  const load = { mode: 'open', rate: 2000, arrivals: 'poisson' } as const
  const plan = planTally('scp', update, { load, windows, ...more })
  return runTrialProcess(plan, { hurried: true, limitMs: 30_000 })
}

/** The phases of an update take another time in each trial: of several moments, one is the right one. */
test.each([0.1, 0.3, 0.5])(
  'the new unit crashes while the other half loads, at %d of that: the old version does not serve again',
  async (share) => {
    const { phases } = await scp('stamp')
    const [begun, loading] = ['load unit-1', 'load unit-2'].map((name) => phases.find(({ phase }) => phase === name)!)
    const atMs = loading!.startMs + share * (loading!.endMs - loading!.startMs) - begun!.startMs
    const faults = [{ atMs, after: 'update', fault: { kind: 'crash', site: 'unit-1' } }] as const
    const { lost, ...others } = (await scp('stamp', { faults })).violations.observable
    expect(lost).toBeLessThanOrEqual(1)
    expect(Object.entries(others).filter(([, count]) => count > 0)).toEqual([])
  },
)
