import { expect, it } from 'vitest'
import { median } from './median.ts'

it('takes the middle value, or the mean of the middle two', () => {
  expect(median([10, 9, 100])).toBe(10)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([7])).toBe(7)
})

it('leaves the values in their order', () => {
  const values = [3, 1, 2]
  median(values)
  expect(values).toEqual([3, 1, 2])
})

it('refuses an empty list', () => {
  expect(() => median([])).toThrow('The median of no values')
})
