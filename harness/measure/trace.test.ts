import { describe, expect, it } from 'vitest'
import { countViolations, createSyntheticRecord } from '../store/synthetic-record.ts'
import { addTrace, findTrace } from './trace.ts'

const clean = countViolations({}, {})
const torn = countViolations({ late: 5 }, { torn: 2 })
const trace = createSyntheticRecord({ id: 'trace', traced: true }, torn)

describe('what a traced run shows', () => {
  it('is added to a timed trial, and makes it invalid', () => {
    const { verdict, violations } = addTrace(createSyntheticRecord(), trace)
    expect(verdict).toBe('invalid')
    expect(violations).toMatchObject({ total: 2, observable: { late: 0 }, internal: { torn: 2 } })
    expect(violations.examples.map(({ kind }) => kind)).toEqual(['torn'])
  })

  it('is added to what clients saw', () => {
    const { violations } = addTrace(createSyntheticRecord({}, countViolations({ wrong: 3 })), trace)
    expect(violations).toMatchObject({ total: 5, observable: { wrong: 3 } })
    expect(violations.examples.map(({ kind }) => kind)).toEqual(['wrong', 'torn'])
  })

  it('changes nothing when it is added again', () => {
    const once = addTrace(createSyntheticRecord({}, countViolations({ wrong: 3 })), trace)
    expect(addTrace(once, trace)).toEqual(once)
  })

  it('does not make an undecided trial a valid one', () => {
    const undecided = createSyntheticRecord({ verdict: 'unknown' })
    expect(addTrace(undecided, createSyntheticRecord({ traced: true }, clean)).verdict).toBe('unknown')
  })

  it('does not concern controls, nor what was refused', () => {
    for (const record of [
      createSyntheticRecord({ role: 'null' }),
      createSyntheticRecord({ outcome: 'refused' }),
      trace,
    ]) {
      expect(addTrace(record, trace)).toBe(record)
    }
  })

  it('is missed, with a warning, where the run died', () => {
    const dead = createSyntheticRecord({ traced: true, outcome: 'failed', reason: 'out of memory' })
    const { violations, verdict, warnings } = addTrace(createSyntheticRecord(), dead)
    expect(violations.internal).toBeUndefined()
    expect(verdict).toBe('valid')
    expect(warnings).toMatchObject([
      { code: 'trace-missing', message: expect.stringContaining('out of memory') as string },
    ])
  })

  it('comes with a warning where the run ended otherwise', () => {
    const stalled = createSyntheticRecord({ traced: true, outcome: 'stalled' }, clean)
    expect(addTrace(createSyntheticRecord(), stalled).warnings).toMatchObject([{ code: 'trace-differs' }])
  })

  it('belongs to the same strategy, workload, update and force', () => {
    const record = createSyntheticRecord()
    expect(findTrace(record, [record, trace])).toBe(trace)
    const others = [{ strategy: 'x' }, { workload: 'x' }, { update: 'x' }, { forced: true }].map((change) =>
      createSyntheticRecord({ traced: true, ...change }, torn),
    )
    expect(findTrace(record, others)).toBeUndefined()
  })
})
