import { describe, expect, it } from 'vitest'
import type { Noise, TrialRecord } from './record.ts'
import type { SetSettings } from './set-plan.ts'
import { createSyntheticRecord, countViolations } from './synthetic-record.ts'
import { usualVoidRules } from './void-rules.ts'
import { describeVoid, dropVoids } from './voids.ts'

const plan = { settings: { voidRules: usualVoidRules } as SetSettings }
const still: Noise = { lagMs: 2, othersShare: 0.01, calibrationNs: [1000, 1010] }

/** Three blocks of a strategy and its null update; `changes` are made to the strategy's trial in the second. */
function createBlocks(changes: Partial<TrialRecord> = {}): TrialRecord[] {
  return [0, 1, 2].flatMap((block) =>
    (['strategy', 'null'] as const).map((role) =>
      createSyntheticRecord({
        id: `${role}${block}`,
        block,
        role,
        noise: still,
        ...(block === 1 && role === 'strategy' ? changes : {}),
      }),
    ),
  )
}

const environment = createSyntheticRecord().environment

describe('a block', () => {
  it('counts where the machine kept still', () => {
    expect(dropVoids(plan, createBlocks())).toEqual({ records: createBlocks(), voids: [] })
  })

  it.each<[string, Partial<TrialRecord>, RegExp]>([
    ['time was stolen', { environment: { ...environment, stealShare: 0.12 } }, /12 % of .* other machines, limit 10 %/],
    ['others were at work', { noise: { ...still, othersShare: 0.3 } }, /30 % of .* other processes, limit 20 %/],
    ['all stood still', { noise: { ...still, lagMs: 150 } }, /kept waiting for 150 ms, limit 100 ms/],
    [
      'the machine was slow before',
      { noise: { ...still, calibrationNs: [1600, 1000] } },
      /1\.6 times slower or faster/,
    ],
    ['the machine was fast after', { noise: { ...still, calibrationNs: [1000, 500] } }, /2\.0 times slower or faster/],
  ])('is void as a whole if during one trial %s', (_, changes, reason) => {
    const { records, voids } = dropVoids(plan, createBlocks(changes))
    expect(records.map(({ id }) => id)).toEqual(['strategy0', 'null0', 'strategy2', 'null2'])
    expect(voids).toMatchObject([{ workload: 'tiny', update: 'faster', block: 1, invalid: 0 }])
    expect(describeVoid(voids[0]!)).toMatch(/^tiny\/faster block 2 is void: podus: /)
    expect(describeVoid(voids[0]!)).toMatch(reason)
  })

  it('is void whatever came out of it, and the violations in it are told', () => {
    const noisy = { ...still, lagMs: 150 }
    const invalid = createBlocks().map((record) =>
      record.id === 'strategy1'
        ? createSyntheticRecord({ ...record, noise: noisy, verdict: 'invalid' }, countViolations({ lost: 1 }))
        : record,
    )
    const { voids } = dropVoids(plan, invalid)
    expect(describeVoid(voids[0]!)).toContain('1 of its trials showed violations.')
  })

  it('of a plan without rules is never void', () => {
    const records = createBlocks({ noise: { ...still, lagMs: 999 } })
    expect(dropVoids({ settings: {} as SetSettings }, records)).toEqual({ records, voids: [] })
  })

  it('is judged by what is usual on its own machine', () => {
    const slow = createBlocks().map((record) => ({
      ...record,
      id: `slow ${record.id}`,
      update: 'other',
      environment: { ...environment, host: 'host-slow' },
      noise: { ...still, calibrationNs: [2500, 2500] as const },
    }))
    expect(dropVoids(plan, [...createBlocks(), ...slow]).voids).toEqual([])
  })

  it('is another one at another point of a sweep', () => {
    const points = [10, 20].flatMap((size) =>
      createBlocks({ noise: size === 10 ? { ...still, lagMs: 150 } : still }).map((record) => ({
        ...record,
        parameters: { size },
      })),
    )
    const { records, voids } = dropVoids(plan, points)
    expect(voids).toMatchObject([{ parameters: { size: 10 }, block: 1 }])
    expect(records).toHaveLength(10)
  })

  it('leaves traced runs and refusals, which are not timed', () => {
    const noise = { ...still, lagMs: 150 }
    const untimed = [
      createSyntheticRecord({ id: 'traced', traced: true, noise }),
      createSyntheticRecord({ id: 'refused', outcome: 'refused', noise }),
    ]
    expect(dropVoids(plan, untimed)).toEqual({ records: untimed, voids: [] })
  })
})
