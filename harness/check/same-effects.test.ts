import { expect, test } from 'vitest'
import { workload } from '../host/fixtures/tally/index.ts'
import { findOtherEffect } from './same-effects.ts'

const parameters = { processes: 1, pauses: 0 }
const find = (name: string): string | undefined => {
  const update = workload.updates.find((each) => each.name === name)!
  return findOtherEffect(workload, update, parameters)
}

test('an update after which only replies differ has the same effects', () => {
  expect(find('stamp')).toBeUndefined()
})

test('an update that enters something else is found, and where it shows', () => {
  expect(find('fee')).toMatch(
    /^v3 answers request \d+ otherwise, according to whether requests \d+ to \d+ were carried out by v2 or v3$/,
  )
})
