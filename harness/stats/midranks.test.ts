import { expect, it } from 'vitest'
import { getMidranks } from './midranks.ts'

it('gives equal values the mean of their ranks', () => {
  expect(getMidranks([30, 10, 20])).toEqual([3, 1, 2])
  expect(getMidranks([5, 1, 5, 5, 9])).toEqual([3, 1, 3, 3, 5])
  expect(getMidranks([])).toEqual([])
})
