import { describe, expect, it } from 'vitest'
import { runGate } from './two-stage-gate.ts'

describe('runGate', () => {
  it('fails only what is seen twice', () => {
    const stages = runGate([
      { first: 0.2, second: undefined },
      { first: 0.04, second: undefined },
      { first: 0.04, second: 0.2 },
      { first: 0.001, second: 0.001 },
      { first: 0.2, second: 0.0001 },
    ]).map(({ stage }) => stage)
    expect(stages).toEqual(['passed', 'flagged', 'cleared', 'failed', 'passed'])
  })

  it('adjusts the second stage for all that were flagged, also those without fresh blocks', () => {
    expect(runGate([{ first: 0.01, second: 0.008 }])).toEqual([{ stage: 'failed', p: 0.008 }])
    const [result] = runGate([
      { first: 0.01, second: 0.008 },
      { first: 0.01, second: undefined },
      { first: 0.01, second: 0.6 },
    ])
    expect(result).toMatchObject({ stage: 'cleared' })
    expect(result).toHaveProperty('p', expect.closeTo(0.024, 12))
  })
})
