import { describe, expect, test } from 'vitest'
import { explore, type ExplorationReport } from '../../harness/explore/explore.ts'
import { planTally } from '../../harness/host/fixtures/plans.ts'
import { runVirtual } from '../../harness/host/fixtures/run-virtual.ts'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { emitImage } from '../../harness/link/emit.ts'
import { compileUpdate, compileVersion, prepareTrial } from '../../harness/prepare.ts'
import type { Workload } from '../../workloads/contract.ts'
import { strategy } from './index.ts'

const tally = workload as Workload

describe('at whatever point it is asked for', () => {
  test.each(['stamp', 'fee', 'times', 'sparse', 'seal', 'journal', 'retire'])(
    'the update %s completes without a violation',
    async (update) => {
      const { points, completed, violated } = await exploreTally(update)
      expect(points).toBeGreaterThan(50)
      expect({ completed, violated }).toEqual({ completed: points, violated: 0 })
    },
  )

  test('members of a semantic group wait for one another, and are torn where nothing says that they are one', async () => {
    expect((await exploreTally('seal')).violated).toBe(0)
    const { points, violated } = await exploreTally('seal-bare')
    expect(violated).toBeGreaterThan(0)
    expect(violated).toBeLessThan(points)
  })
})

test('an update of main stalls, and says who holds it up', async () => {
  const { record } = await runVirtual(planTally('podus', 'loop'))
  expect(record).toMatchObject({ outcome: 'stalled', verdict: 'valid' })
  expect(record.reason).toContain('main:v8:normal:main.ts#main+0 is on the stack')
})

test('what cannot be interrupted is not counted', () => {
  const units = emitImage(compileVersion(tally, 'v1'), strategy.linkage).units
  const isCounted = (id: string): boolean => units.find((unit) => unit.id === id)!.text.includes('$c[')
  const ids = ['main.ts#main', 'serve.ts#serve', 'record.ts#record', 'ledger.ts#read', 'stamp.ts#stamp']
  expect(ids.map((id) => isCounted(id))).toEqual([true, true, false, false, false])
})

test('a changed interface needs an interprocedure, and changed data a mapper', () => {
  const refusalsOf = (name: string, without: boolean): readonly string[] => {
    const { support, ...bare } = tally.updates.find((update) => update.name === name)!
    const declaration = without || support === undefined ? bare : { ...bare, support }
    return strategy.assess(compileUpdate(tally, declaration)).map(({ rule }) => rule)
  }
  expect([...refusalsOf('times', false), ...refusalsOf('sparse', false)]).toEqual([])
  expect(refusalsOf('times', true)).toEqual([expect.stringContaining('needs an interprocedure')])
  expect(refusalsOf('sparse', true)).toEqual([expect.stringContaining('needs a mapper procedure')])
})

async function exploreTally(update: string): Promise<ExplorationReport> {
  const plan = planTally('podus', update, { traced: true })
  const exploration = { prepared: await prepareTrial(plan), parameters: plan.parameters, seed: plan.seed, requests: 6 }
  return explore(exploration, () => undefined)
}
