import { expect, test } from 'vitest'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { planUpdate, type UpdatePlan } from '../../harness/host/update-plan.ts'
import { emitImage } from '../../harness/link/emit.ts'
import type { Image } from '../../harness/link/image.ts'
import { Memory, Space } from '../../harness/link/space.ts'
import { compileUpdate } from '../../harness/prepare.ts'
import type { Workload } from '../../workloads/contract.ts'
import { linkage } from './link.ts'
import { orderUncounted } from './uncounted.ts'

const tally = workload as Workload
const declaration = tally.updates.find(({ name }) => name === 'times')!
const update = compileUpdate(tally, declaration)
const plan: UpdatePlan = planUpdate(update)
const old = emitImage(update.from, linkage)
const next = emitImage(update.to, linkage)

test('as long as the new versions cannot be interrupted either, nothing is to be ordered', () => {
  expect(orderUncounted(plan, [load(old)], load(next))).toEqual([])
})

test('before a callee that can be interrupted from now on, its uncounted callers are rebound', () => {
  expect(orderUncounted(plan, [load(old)], load(withCounted(next, 'ledger.ts#read')))).toEqual([
    ['ledger.ts#read', 'record.ts#record'],
  ])
})

test('the same where only its interprocedure can be', () => {
  const [[procedure, standIn] = ['', '']] = plan.interprocedures
  const pairs = orderUncounted(plan, [load(old)], load(withCounted(next, standIn)))
  expect(pairs.map(([later]) => later)).toContain(procedure)
})

test('where all is counted, as in a traced run, nothing is to be ordered', () => {
  const traced = emitImage(update.from, linkage, { traced: true })
  expect(orderUncounted(plan, [load(traced)], load(withCounted(next, 'ledger.ts#read')))).toEqual([])
})

function load(image: Image): Space {
  return new Space(new Memory(), image, { tables: 'per-version', flag: new Int32Array(1), hooks: {} })
}

function withCounted(image: Image, id: string): Image {
  return {
    ...image,
    procedures: image.procedures.map((procedure) =>
      procedure.id === id ? { ...procedure, leftOut: false } : procedure,
    ),
  }
}
