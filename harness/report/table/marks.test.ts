import { describe, expect, it } from 'vitest'
import type { Claim } from '../../../strategies/contract.ts'
import type { ChangeKind } from '../../program/change-kind.ts'
import { createSyntheticRecord } from '../../store/synthetic-record.ts'
import type { Outcome, Verdict } from '../../store/record.ts'
import { getClaimedMark, getMark, type Mark } from './marks.ts'

describe('the mark of a trial', () => {
  it.each<[Outcome, Verdict, Mark]>([
    ['completed', 'valid', 'completed'],
    ['completed', 'invalid', 'violated'],
    ['completed', 'unknown', 'unknown'],
    ['refused', 'valid', 'refused'],
    ['stalled', 'valid', 'stalled'],
    ['stalled', 'invalid', 'violated'],
    ['stalled', 'unknown', 'unknown'],
    ['failed', 'valid', 'failed'],
    ['failed', 'invalid', 'failed'],
  ])('%s and %s is %s', (outcome, verdict, mark) => {
    expect(getMark(createSyntheticRecord({ outcome, verdict }))).toBe(mark)
  })
})

describe('what is claimed of an update', () => {
  const claims = {
    body: { expect: 'completes' },
    interface: { expect: 'refuses', note: 'types are fixed' },
    active: { expect: 'stalls' },
    group: { expect: 'violates' },
  } as unknown as Record<ChangeKind, Claim>

  it.each<[ChangeKind[], Mark]>([
    [['body'], 'completed'],
    [['body', 'group'], 'violated'],
    [['body', 'active', 'group'], 'stalled'],
    [['body', 'active', 'interface'], 'refused'],
  ])('is decided by the strongest claim on %j', (kinds, mark) => {
    expect(getClaimedMark(claims, kinds)?.mark).toBe(mark)
  })

  it('names the kinds that decide, with their notes', () => {
    expect(getClaimedMark(claims, ['body', 'interface'])?.because).toBe('interface (types are fixed)')
    expect(getClaimedMark(claims, [])).toBeUndefined()
  })
})
