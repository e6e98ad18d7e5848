import { describe, expect, test } from 'vitest'
import { compileUpdate } from '../harness/prepare.ts'
import { changeKinds, type ChangeKind } from '../harness/program/change-kind.ts'
import { entryProcedure } from '../harness/program/entry.ts'
import type { Update } from '../harness/program/update.ts'
import type { Workload } from './contract.ts'
import { workloads } from './registry.ts'

const all = Object.values(workloads) as readonly unknown[] as readonly Workload[]

test.each(Object.keys(changeKinds) as ChangeKind[])('%s: updates of two workloads at least change that', (kind) => {
  const found = all.filter(({ updates }) => updates.some(({ kinds }) => kinds.includes(kind)))
  expect(found.map(({ name }) => name).length).toBeGreaterThanOrEqual(2)
})

/** Where in the call graph the change is decided the ranking in earlier comparisons: both ends must be there. */
describe.each(all)('$name', (workload) => {
  const updates = workload.updates.map((update) => compileUpdate(workload, update))

  test('has an update of a leaf of the call graph', () => {
    expect(updates.filter((update) => changes(update, (id) => isLeaf(update, id)))).not.toEqual([])
  })

  test('has an update of the entry of the call graph: main, what main calls, or what is called from another component', () => {
    expect(updates.filter((update) => changes(update, (id) => isEntry(update, id)))).not.toEqual([])
  })
})

function changes({ affected, from }: Update, isThere: (id: string) => boolean): boolean {
  return [...affected].some((id) => from.procedures.has(id) && isThere(id))
}

function isLeaf({ from }: Update, id: string): boolean {
  return (from.calls.get(id) ?? []).length === 0
}

function isEntry({ from }: Update, id: string): boolean {
  const componentOf = (each: string): string | undefined => from.components.get(from.procedures.get(each)?.module ?? '')
  const callers = [...from.calls].filter(([, callees]) => callees.includes(id)).map(([caller]) => caller)
  return (
    id === entryProcedure ||
    callers.some((caller) => caller === entryProcedure || componentOf(caller) !== componentOf(id))
  )
}
