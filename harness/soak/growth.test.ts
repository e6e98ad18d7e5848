import { describe, expect, it } from 'vitest'
import { createRound, createSyntheticSoak } from './fixtures/synthetic-soak.ts'
import { completeSoak } from './growth.ts'

const kilobyte = 1024
const idle = createSyntheticSoak(20, () => ({ release: 'v1', outcome: 'none', updateMs: null, loadMs: null })).rounds

/** Each update adds so much to the heap. */
function grow(bytes: number) {
  return createSyntheticSoak(20, (number) => ({ heapBytes: createRound(number).heapBytes + number * bytes }))
}

describe('growth', () => {
  it('is not found where there is none, though one release needs more than the other', () => {
    const { growth } = completeSoak(createSyntheticSoak(20), idle)
    expect(growth.heapBytes!.lower).toBeLessThanOrEqual(0)
    expect(growth.heapBytes!.upper).toBeGreaterThanOrEqual(0)
    expect(growth.heapBytes!.detectable).toBeLessThan(5 * kilobyte)
  })

  it('is found where each update leaves something behind', () => {
    const { slope, lower, n } = completeSoak(grow(12 * kilobyte), idle).growth.heapBytes!
    expect(slope / kilobyte).toBeCloseTo(12, 0)
    expect(lower).toBeGreaterThan(10 * kilobyte)
    expect(n).toBe(10)
  })

  it('is over the control: what the program gains by itself does not count', () => {
    const soak = grow(12 * kilobyte)
    const control = idle.map((round) => ({ ...round, heapBytes: round.heapBytes + round.number * 12 * kilobyte }))
    expect(Math.abs(completeSoak(soak, control).growth.heapBytes!.slope)).toBeLessThan(kilobyte)
  })

  it('is not what a program takes until it has settled', () => {
    const soak = createSyntheticSoak(20, (number) => ({
      heapBytes: createRound(number).heapBytes + Math.min(number, 8) * 100 * kilobyte,
    }))
    const { slope, earlier } = completeSoak(soak, idle).growth.heapBytes!
    expect(Math.abs(slope)).toBeLessThan(kilobyte)
    expect(earlier).toBeGreaterThan(50 * kilobyte)
  })

  it('of few updates cannot be told', () => {
    expect(completeSoak(createSyntheticSoak(6), idle).growth.heapBytes).toBeNull()
  })
})

it('speed is that of the rounds that count, beside the first round and the control', () => {
  const soak = createSyntheticSoak(20, (number) => ({ capacity: number < 10 ? 500_000 : 450_000 }))
  expect(completeSoak(soak, idle).speed).toEqual({ overFirst: 0.9, overControl: 0.9 })
})
