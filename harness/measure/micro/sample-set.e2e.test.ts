import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { strategy as direct } from '../../../strategies/direct/index.ts'
import { strategy as podus } from '../../../strategies/podus/index.ts'
import { emitImage } from '../../link/emit.ts'
import { compileProgram } from '../../program/compile.ts'
import { timedKinds } from './call-kinds.ts'
import { takeSampleSet } from './sample-set.ts'

const root = resolve(import.meta.dirname, '../../..')
const strategyPath = (name: string): string => join(root, 'strategies', name, 'index.ts')

test('every kind of call is timed in a process of its own', { timeout: 60_000 }, async () => {
  const taken = await takeSampleSet({ strategyPath: strategyPath('dmert'), seed: 1, timeMs: 2 })
  if ('reason' in taken) throw new Error(taken.reason)
  expect(Object.keys(taken).toSorted()).toEqual(timedKinds.toSorted())
  for (const ns of Object.values(taken)) expect(ns).toSatisfy(Number.isFinite)
  // A turn of the queue of promises is more than the jitter of a loop.
  expect(taken.awaited).toBeGreaterThan(1)
})

test('a strategy that cannot run the fixture gives its reason', { timeout: 60_000 }, async () => {
  expect(
    await takeSampleSet({ strategyPath: join(import.meta.dirname, 'unfit.ts'), seed: 1, timeMs: 2 }),
  ).toMatchObject({
    reason: expect.stringContaining('unfit.ts') as string,
  })
  const unfit = join(import.meta.dirname, 'fixtures/throws-at-entry.ts')
  expect(await takeSampleSet({ strategyPath: unfit, seed: 1, timeMs: 2 })).toMatchObject({
    reason: expect.stringContaining('no call gets through') as string,
  })
})

test('what is timed is what the linkage emits: plain calls, and counted ones where something can be called', () => {
  const program = compileProgram(join(import.meta.dirname, 'fixtures/calls/v1'))
  const textOf = (linkage: typeof podus.linkage, id: string): string => {
    const { units } = emitImage(program, linkage)
    return (units.find((unit) => unit.id === id) ?? units[0])!.text
  }
  expect(textOf(podus.linkage, 'rounds.ts#addNear')).toContain('$c[')
  expect(textOf(podus.linkage, 'rounds.ts#addLeaf')).not.toContain('$c[')
  expect(textOf(direct.linkage, 'rounds.ts#addNear')).not.toContain('$c[')
})
