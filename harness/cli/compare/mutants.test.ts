import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { planTally } from '../../host/fixtures/plans.ts'
import { runVirtual } from '../../host/fixtures/run-virtual.ts'
import { Random } from '../../load/random.ts'
import { createBlocks } from '../../report/fixtures/synthetic-set.ts'
import { drawNormal } from '../../stats/fixtures/draw-normal.ts'
import type { TrialRecord } from '../../store/record.ts'
import { createFakeContext, type FakeContext } from '../fake-context.ts'
import { storeSet } from '../fixtures/store-set.ts'
import { main } from '../main.ts'

let context: FakeContext

beforeEach(() => {
  context = createFakeContext()
})

afterEach(() => context.remove())

/** What the mutant is like is measured, on virtual time; the blocks scatter as those of a machine would. */
async function runTrial(strategy: string): Promise<TrialRecord> {
  return (await runVirtual(planTally(strategy, 'stamp'))).record
}

function saboteur(name: string): string {
  return resolve(import.meta.dirname, '../../check/saboteurs', `${name}.ts`)
}

function scatter(capacity: number, stream: number): (block: number) => number {
  return (block) => capacity * Math.exp(0.04 * drawNormal(new Random().reseed(stream, block)))
}

function store(name: string, stream: number, own: TrialRecord, faulty?: (block: number) => boolean): void {
  const blocks = createBlocks({
    blocks: 24,
    capacity: scatter(own.metrics.capacityBefore, stream),
    violations: (block) => (faulty?.(block) === true ? own.violations : undefined),
  })
  storeSet(join(context.root, 'results'), name, blocks)
}

it('a strategy that does 15 % more work for its replies is caught, and itself again is not', async () => {
  const [podus, slow] = [await runTrial('podus'), await runTrial(saboteur('slow-replies'))]
  expect(podus.metrics.capacityBefore / slow.metrics.capacityBefore).toBeCloseTo(1.15, 2)
  store('base', 1, podus)
  store('again', 2, podus)
  store('slow', 3, slow)
  expect(await main(['compare', 'base', 'again'], context)).toBe(0)
  expect(await main(['compare', 'base', 'slow', '--metric', 'steady-state'], context)).toBe(1)
  expect(context.out.text).toMatch(/v1 ÷ direct .* −1\d\.?\d? % .* worse \(p = /)
  // The other way round it is an improvement.
  expect(await main(['compare', 'slow', 'base', '--metric', 'steady-state'], context)).toBe(0)
  expect(context.out.text).toMatch(/v1 ÷ direct .* better\n/)
})

it('a strategy that drops one reply, in one block, is caught', async () => {
  const [podus, dropping] = [await runTrial('podus'), await runTrial(saboteur('drop-reply'))]
  expect(dropping.violations.observable.lost).toBe(1)
  store('base', 1, podus)
  store('dropping', 2, dropping, (block) => block === 17)
  expect(await main(['compare', 'base', 'dropping'], context)).toBe(1)
  expect(context.out.text).toContain('violations in 1 of 24, where there were none: lost')
})
