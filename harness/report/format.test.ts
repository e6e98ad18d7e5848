import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatDuration, formatNumber, formatRatio } from './format.ts'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [1.5, '1.5'],
    [12.345, '12.3'],
    [99.96, '100'],
    [0.012345, '0.0123'],
    [1234.5, '1,235'],
    [1_234_567, '1,234,567'],
    [-12.345, '−12.3'],
    [-0.000_000_1, '0'],
    [0.1, '0.1'],
    [100, '100'],
    [Infinity, '∞'],
    [Number.NaN, '?'],
  ])('%d reads %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  it('of ratios have three decimals', () => {
    expect([0.97123, 1, 12.345, 0.001].map(formatRatio)).toEqual(['0.971', '1.000', '12.3', '0.001'])
  })

  it('of bytes are in MB', () => {
    expect(formatBytes(20 * 1024 * 1024)).toBe('20 MB')
  })

  it('of things have their plural', () => {
    expect([formatCount(1, 'trial'), formatCount(1200, 'trial'), formatCount(2, 'datum', 'data')]).toEqual([
      '1 trial',
      '1,200 trials',
      '2 data',
    ])
  })

  it.each([
    [400, '0 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [1_234_000, '21 min'],
    [7_380_000, '2 h 3 min'],
  ])('%d ms read %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})
