import { describe, expect, it } from 'vitest'
import { countViolations, createSyntheticRecord } from '../../store/synthetic-record.ts'
import type { TrialRecord } from '../../store/record.ts'
import { plain } from '../paint.ts'
import { summariseRun } from '../run-summary.ts'
import { describeRun } from './run-text.ts'

const describeTrials = (...trials: readonly TrialRecord[]): string =>
  describeRun(summariseRun(trials, 'results/x'), { paint: plain, columns: 100 })

describe('the text of a run', () => {
  it('tells what was done, how it ended, and the figures with their resolution', () => {
    const text = describeTrials(createSyntheticRecord())
    expect(text).toMatch(
      /^podus updates tiny: faster \(v1 → v2; body\)\nopen load of 100,000 requests\/s \(0\.7 of direct\), poisson arrivals, 1 trial\n/,
    )
    expect(text).toContain('outcome  completed\nverdict  valid: ')
    expect(text).toMatch(/downtime +0\.9 ms +± 0\.011 ms; late 0\.9 ms\n/)
    expect(text).toMatch(/… if late after 100 ms +0 ms +after 1 s: 0 ms\n/)
    expect(text).toMatch(/unavailability +0\.3 % +worst 10 ms: 9 %, 100 ms: 0\.9 %, 1 s: 0\.3 %\n/)
    expect(text).toMatch(/update time +1\.5 ms +load 4 ms \+ switch 1\.5 ms\n/)
    expect(text).toMatch(/latency, ms +p50 +p99 +p99\.9 +max\n/)
    expect(text).toContain('effort   1 operator command, 0 lines of support code, 0 decisions')
  })

  it('leaves out what was not measured', () => {
    expect(describeTrials(createSyntheticRecord({ metrics: { updateMs: null } }))).not.toMatch(
      /update time|efficiency|null\b/,
    )
  })

  it('gives a range for few trials, and an interval for six and more', () => {
    const trials = (n: number): TrialRecord[] =>
      Array.from({ length: n }, (_, block) => createSyntheticRecord({ block, metrics: { updateMs: block + 1 } }))
    expect(describeTrials(...trials(3))).toMatch(/update time +2 ms +median, range 1 ms … 3 ms, n = 3/)
    expect(describeTrials(...trials(7))).toMatch(
      /update time +4 ms +median, 9\d % interval [\d.]+ ms … [\d.]+ ms, n = 7/,
    )
  })

  it('explains the first violation of each kind', () => {
    const text = describeTrials(createSyntheticRecord({}, countViolations({ wrong: 1200 }, { torn: 1 })))
    expect(text).toContain('verdict  invalid: 1201 violations: 1200 wrong, 1 torn.')
    expect(text).toContain('  wrong: 1,200\n    first: request 17: an example of wrong\n  torn: 1\n')
  })

  it('names warnings with their remedies', () => {
    const warnings = [{ code: 'w', message: 'The machine was busy.', remedy: 'Wait.' }]
    expect(describeTrials(createSyntheticRecord({ warnings }))).toContain('warning  The machine was busy. Wait.')
  })

  it('says why an update was refused, and shows no figures of it', () => {
    const text = describeTrials(createSyntheticRecord({ outcome: 'refused', reason: 'interfaces are fixed' }))
    expect(text).toContain('outcome  refused: interfaces are fixed')
    expect(text).not.toMatch(/downtime|unavailability|latency|effort/)
  })

  it('colours only what it is given colours for', () => {
    const paint = (style: string, text: string): string => `<${style}>${text}</>`
    const text = describeRun(summariseRun([createSyntheticRecord()], ''), { paint, columns: 100 })
    expect(text).toContain('<green>completed</>')
  })
})
