import { describe, expect, it } from 'vitest'
import { countViolations, createSyntheticRecord } from '../store/synthetic-record.ts'
import { assembleTrials } from './assemble.ts'

const trace = createSyntheticRecord({ id: 'trace', traced: true }, countViolations({}, { torn: 1 }))
const block = (n: number, gapMs: number) => [
  createSyntheticRecord({ id: `own${n}`, block: n, metrics: { serviceGapMs: 10, capacityBefore: 500 } }),
  createSyntheticRecord({ id: `null${n}`, block: n, role: 'null', outcome: 'none', metrics: { serviceGapMs: gapMs } }),
  createSyntheticRecord({
    id: `direct${n}`,
    block: n,
    role: 'direct',
    strategy: 'direct',
    outcome: 'none',
    metrics: { capacityBefore: 1000 },
  }),
]

describe('assembled trials', () => {
  const trials = assembleTrials([trace, ...block(0, 2), ...block(1, 4)], { horizonMs: 300 })
  const byId = new Map(trials.map((record) => [record.id, record]))

  it('have the figures that need the controls of their own block', () => {
    expect(byId.get('own0')?.metrics).toMatchObject({
      serviceGapOverControlMs: 8,
      steadyStateRatio: 0.5,
      efficiency: 1,
    })
    expect(byId.get('own1')?.metrics.serviceGapOverControlMs).toBe(6)
  })

  it('have the trace of the update in every block', () => {
    expect(byId.get('own0')).toMatchObject({ verdict: 'invalid', violations: { internal: { torn: 1 } } })
    expect(byId.get('own1')).toMatchObject({ verdict: 'invalid', violations: { internal: { torn: 1 } } })
    expect(byId.get('null1')?.verdict).toBe('valid')
  })

  it('are in the order in which they came, without the traced run', () => {
    expect(trials.map(({ id }) => id)).toEqual(['own0', 'null0', 'direct0', 'own1', 'null1', 'direct1'])
  })
})
