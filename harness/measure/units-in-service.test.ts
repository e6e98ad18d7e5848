import { expect, test } from 'vitest'
import { measureUnitsInService } from './units-in-service.ts'

const period = { startMs: 100, endMs: 200 }

test('is the mean over the time from the load to the last step', () => {
  const routings = [
    { atMs: 100, units: 1 },
    { atMs: 160, units: 0 },
    { atMs: 180, units: 1 },
    { atMs: 200, units: 2 },
  ]
  expect(measureUnitsInService(routings, 2, period)).toEqual({ all: 2, share: 0.4, timesMs: { 0: 20, 1: 80, 2: 0 } })
})

test('all of them until something is rerouted, and what happens outside of the period does not count', () => {
  const routings = [
    { atMs: 50, units: 1 },
    { atMs: 90, units: 2 },
    { atMs: 150, units: 1 },
    { atMs: 250, units: 2 },
  ]
  expect(measureUnitsInService(routings, 2, period)).toMatchObject({ share: 0.75 })
})

test('is unknown where a single one serves, or no time passes', () => {
  expect(measureUnitsInService([], 1, period)).toBeNull()
  expect(measureUnitsInService([], 2, { startMs: 5, endMs: 5 })).toBeNull()
})
