import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the numbers of a request are a function of seed and request, whatever was drawn before', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), fc.nat(20), (seed, id, before) => {
      const used = new Random().reseed(1, 1)
      draw(used, before)
      expect(draw(used.reseed(seed, id), 8)).toEqual(draw(new Random().reseed(seed, id), 8))
    }),
  )
})

test('neighbouring requests and seeds have nothing in common', () => {
  const first = Array.from({ length: 5000 }, (_, id) => new Random().reseed(1, id).next())
  const other = Array.from({ length: 5000 }, (_, id) => new Random().reseed(2, id).next())
  expect(new Set([...first, ...other]).size).toBeGreaterThan(9990)
  const differing =
    first.map((number, id) => countBits(number ^ other[id]!)).reduce((sum, bits) => sum + bits, 0) / 5000
  expect(differing).toBeGreaterThan(15.8)
  expect(differing).toBeLessThan(16.2)
})

test('numbers are spread evenly, over requests and within one', () => {
  for (const numbers of [
    Array.from({ length: 64_000 }, (_, id) => new Random().reseed(9, id).below(64)),
    drawBelow(new Random().reseed(9, 1), 64_000, 64),
  ]) {
    const counts = new Uint32Array(64)
    for (const number of numbers) counts[number]!++
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // 63 degrees of freedom: beyond 120 once in 60,000 times.
    expect(chiSquare).toBeLessThan(120)
  }
})

test('below and unit stay within their bounds', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(), fc.integer({ min: 1, max: 2 ** 31 }), (seed, id, bound) => {
      const random = new Random().reseed(seed, id)
      const [number, unit] = [random.below(bound), random.unit()]
      expect(Number.isInteger(number) && number >= 0 && number < bound).toBe(true)
      expect(unit >= 0 && unit < 1).toBe(true)
    }),
  )
})

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next())
}

function drawBelow(random: Random, count: number, bound: number): number[] {
  return Array.from({ length: count }, () => random.below(bound))
}

function countBits(value: number): number {
  return (value >>> 0).toString(2).replaceAll('0', '').length
}
