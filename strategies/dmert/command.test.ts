import { expect, test } from 'vitest'
import { workload } from '../../harness/host/fixtures/tally/index.ts'
import { compileUpdate } from '../../harness/prepare.ts'
import type { Update } from '../../harness/program/update.ts'
import type { Workload } from '../../workloads/contract.ts'
import { isMadePermanent, language } from './command.ts'

const tally = workload as Workload

function updateOf(name: string): Update {
  const declaration = tally.updates.find((update) => update.name === name)!
  return compileUpdate(tally, declaration)
}

const stamp = updateOf('stamp')

test('what follows from the differences is the whole update, for good', () => {
  expect(language.derive(stamp)).toBe('apply; make permanent')
  expect(language.derive({ ...stamp, changes: [] })).toBeUndefined()
})

test.each([
  ['apply', 1, false],
  ['apply;', 1, false],
  ['apply; make permanent', 2, true],
  ['apply\n  make   permanent\n', 2, true],
])('%j: %i commands; permanent: %s', (text, commands, permanent) => {
  const reading = language.read(text, stamp)
  if (!('order' in reading)) throw new Error(reading.problem.message)
  expect(reading.order).toMatchObject({ text, commands, decisions: 0, loads: [] })
  expect(isMadePermanent(reading.order.steps)).toBe(permanent)
  expect(reading.refusals).toEqual([])
})

test.each([
  ['', 'expected `apply`, got nothing', 0, 1],
  ['aply', 'expected `apply`, got `aply`', 0, 4],
  ['make permanent', 'expected `apply` first: what is not in force cannot be made permanent', 0, 14],
  ['apply;\n make official', 'expected `make permanent` or the end, got `make official`', 8, 13],
  ['apply; make permanent; apply', 'expected the end: nothing is left to be done after `apply; make permanent`', 23, 5],
])('%j: %s', (text, message, at, length) => {
  expect(language.read(text, stamp)).toEqual({ problem: { message, at, length } })
})

test('a command does not get round the rules', () => {
  const reading = language.read('apply', updateOf('times'))
  if (!('order' in reading)) throw new Error(reading.problem.message)
  expect(reading.refusals.length).toBeGreaterThan(0)
})
