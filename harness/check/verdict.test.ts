import { describe, expect, it } from 'vitest'
import type { Violations } from '../store/record.ts'
import type { ReplyCheck } from './observable.ts'
import { judge } from './verdict.ts'
import { combineViolations } from './violations.ts'

const none = { lost: 0, duplicated: 0, wrong: 0, errored: 0, outOfOrder: 0, late: 0, stale: 0, finalState: 0 }
const noneInside = { newCalledOld: 0, torn: 0, interface: 0, representation: 0, resident: 0, mapperRepeated: 0 }
const clean: Violations = { total: 0, observable: none, examples: [] }
const replies: ReplyCheck = {
  violations: { ...none, lost: 2, stale: 1 },
  examples: [{ kind: 'lost', request: 5, explanation: 'Request 5 …' }],
  perRequest: new Uint8Array(10),
  unchecked: 0,
}

describe('judge', () => {
  it('finds a trial valid whose every reply was checked', () => {
    expect(judge({ violations: clean, requests: 10, unchecked: 0, left: 0 })).toEqual({
      verdict: 'valid',
      explanation:
        'All 10 requests were answered once, in time and rightly. No run was traced, so calls inside it were not checked.',
    })
  })

  it('says what a valid trial left in the queue', () => {
    const { verdict, explanation } = judge({ violations: clean, requests: 10, unchecked: 0, left: 3 })
    expect(verdict).toBe('valid')
    expect(explanation).toContain('All 10 requests that were handed out (3 were left in the queue)')
  })

  it('finds a trial invalid by any violation, however it ended', () => {
    const violations = combineViolations(replies)
    const { verdict, explanation } = judge({ violations, requests: 10, unchecked: 5, died: 'out of memory', left: 0 })
    expect(verdict).toBe('invalid')
    expect(explanation).toBe('3 violations: 2 lost, 1 stale. The first lost: Request 5 …')
  })

  it('finds a trial invalid by what only the trace shows', () => {
    const inside = {
      violations: { ...noneInside, torn: 1 },
      examples: [{ kind: 'torn', explanation: 'a without b' } as const],
    }
    const violations = combineViolations({ ...replies, violations: none, examples: [] }, inside)
    expect(violations.total).toBe(1)
    expect(judge({ violations, requests: 10, unchecked: 0, left: 0 })).toEqual({
      verdict: 'invalid',
      explanation: '1 violation: 1 torn. The first torn: a without b',
    })
  })

  it('does not know where nothing was seen but not all was looked at', () => {
    expect(judge({ violations: clean, requests: 10, unchecked: 0, died: 'the site is gone', left: 0 })).toEqual({
      verdict: 'unknown',
      explanation: 'No violation was seen, but the trial died, so its history is incomplete: the site is gone.',
    })
    expect(judge({ violations: clean, requests: 10, unchecked: 4, left: 0 }).verdict).toBe('unknown')
    expect(judge({ violations: clean, requests: 0, unchecked: 0, left: 0 }).verdict).toBe('unknown')
  })
})

describe('combineViolations', () => {
  it('adds both levels up and keeps them apart', () => {
    const inside = { violations: { ...noneInside, torn: 4 }, examples: [] }
    expect(combineViolations(replies, inside)).toEqual({
      total: 7,
      observable: replies.violations,
      internal: inside.violations,
      examples: replies.examples,
    })
    expect(combineViolations(replies)).toEqual({ total: 3, observable: replies.violations, examples: replies.examples })
  })
})
