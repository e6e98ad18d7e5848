import { describe, expect, test } from 'vitest'
import type { Consistency, Traffic } from '../../workloads/contract.ts'
import { neverTaken, type History, type Segment, type UpdateMarks } from '../load/history.ts'
import type { Outcome } from '../store/record.ts'
import { faultCodes } from './fault.ts'
import { checkInvariants } from './invariants.ts'
import { checkHistory, type CheckOptions, type ReplyCheck } from './observable.ts'
import { judge } from './verdict.ts'

/** Adds to one of many counters, and tells the sum; v2 adds twice as much. */
interface Add {
  readonly key: number
  readonly amount: number
}

const consistency: Consistency<Add, number, number> = {
  kind: 'linearizable',
  key: ({ key }) => key,
  conflicts: () => true,
  initial: () => 0,
  step: (state, { amount }, version) => {
    const sum = state + (version === 'v2' ? 2 * amount : amount)
    return { reply: sum, state: sum }
  },
  identify: String,
}

/** What a client saw: asked, answered (in this order of replies), and the sum told; no sum, no answer. */
interface Seen {
  readonly key?: number
  readonly amount: number
  /** Replies that had come when it was handed out. */
  readonly after: number
  readonly rank?: number
  readonly sum?: number
  readonly isProbe?: boolean
}

const update: UpdateMarks = {
  loadMs: 5,
  commandMs: 10,
  commandNext: 10,
  completedMs: 20,
  completedNext: 20,
}

function createHistory(seen: readonly Seen[], marks?: UpdateMarks): History {
  const firstProbe = seen.findIndex(({ isProbe }) => isProbe === true)
  const measuredEnd = firstProbe === -1 ? seen.length : firstProbe
  const segment = (name: Segment['name'], first: number, end: number): Segment => {
    return { name, mode: 'saturated', first, end, startMs: first, endMs: end }
  }
  return {
    count: seen.length,
    dueMs: Float64Array.from(seen, (_, id) => id),
    doneMs: Float64Array.from(seen, ({ rank = 0 }) => rank + 0.5),
    digest: Uint32Array.from(seen, ({ sum = 0 }) => sum),
    replies: Uint8Array.from(seen, ({ rank }) => (rank === undefined ? 0 : 1)),
    rank: Uint32Array.from(seen, ({ rank = 0 }) => rank),
    takenAfter: Uint32Array.from(seen, ({ after }) => after),
    segments: [segment('measured', 0, measuredEnd), segment('probes', measuredEnd, seen.length)],
    leftDueMs: new Float64Array(0),
    errors: [],
    ...(marks === undefined ? {} : { update: marks }),
  }
}

function check(
  seen: readonly Seen[],
  { outcome = 'none', ...options }: Partial<CheckOptions> & { outcome?: Outcome } = {},
  marks?: UpdateMarks,
): ReplyCheck {
  const model = (): never => {
    throw new Error('the model is not asked where requests overlap')
  }
  const defaults = { seed: 1, from: 'v1', processes: 4, consistency } as const
  return checkHistory(createHistory(seen, marks), trafficOf(seen), () => ({ reply: model, apply: model }), {
    ...defaults,
    steps: marks === undefined ? [] : [{ to: 'v2', outcome, marks }],
    ...options,
  })
}

function trafficOf(seen: readonly Seen[]): Traffic<Add, number> {
  const probes = seen.filter(({ isProbe }) => isProbe === true)
  const ask = ({ key = 0, amount }: Seen): Add => ({ key, amount })
  return {
    setup: 0,
    request: (id) => ask(seen[id]!),
    probes: probes.length,
    probe: (index) => ask(probes[index]!),
    digest: (sum) => sum,
  }
}

function found({ violations }: ReplyCheck): Record<string, number> {
  return Object.fromEntries(Object.entries(violations).filter(([, count]) => count > 0))
}

describe('replies of overlapping requests', () => {
  test('are right in an order other than that of their numbers, and of their replies', () => {
    const seen = [
      { amount: 1, after: 0, rank: 0, sum: 6 },
      { amount: 3, after: 0, rank: 2, sum: 5 },
      { amount: 2, after: 0, rank: 1, sum: 2 },
    ]
    expect(found(check(seen))).toEqual({})
  })

  test('are wrong where one was handed out behind the reply of the other', () => {
    const seen = [
      { amount: 1, after: 0, rank: 0, sum: 3 },
      { amount: 2, after: 1, rank: 1, sum: 2 },
    ]
    const checked = check(seen)
    expect(found(checked)).toEqual({ wrong: 1 })
    expect(checked.examples[0]?.explanation).toContain(
      'No order of the overlapping requests explains it; in one v1 says 1',
    )
    expect([...checked.perRequest]).toEqual([faultCodes.wrong, faultCodes.good])
  })

  test('on different keys have nothing to do with one another', () => {
    const seen = [
      { key: 1, amount: 1, after: 0, rank: 0, sum: 1 },
      { key: 2, amount: 2, after: 1, rank: 1, sum: 2 },
    ]
    expect(found(check(seen))).toEqual({})
  })

  test('tell of a lost request that it was done, or that it was not; either way it is lost', () => {
    const withSum = (sum: number): Seen[] => [
      { amount: 4, after: 0 },
      { amount: 1, after: 0, rank: 0, sum },
      { amount: 9, after: neverTaken },
    ]
    for (const sum of [1, 5]) expect(found(check(withSum(sum)))).toEqual({ lost: 2 })
    for (const sum of [10, 14]) expect(found(check(withSum(sum)))).toEqual({ lost: 2, wrong: 1 })
  })

  test('of a probe show a wrong final state', () => {
    const seen = [
      { amount: 1, after: 0, rank: 0, sum: 1 },
      { amount: 0, after: 1, rank: 1, sum: 7, isProbe: true },
    ]
    expect(found(check(seen))).toEqual({ finalState: 1 })
  })
})

describe('across an update', () => {
  const completed = { outcome: 'completed' } as const
  const sequence = (count: number, firstOfNew: number): Seen[] => {
    let sum = 0
    return Array.from({ length: count }, (_, id) => ({
      amount: 1,
      after: id,
      rank: id,
      sum: (sum += id < firstOfNew ? 1 : 2),
    }))
  }

  test('the new version may take over anywhere between command and completion', () => {
    for (const firstOfNew of [10, 13, 20]) expect(found(check(sequence(30, firstOfNew), completed, update))).toEqual({})
  })

  test('but not before, and not after', () => {
    expect(found(check(sequence(30, 9), completed, update))).toEqual({ wrong: 1 })
    expect(found(check(sequence(30, 22), completed, update))).toEqual({ stale: 2 })
  })
})

describe('where time or size does not suffice', () => {
  const right = Array.from({ length: 5 }, (_, id) => ({ amount: 1, after: id, rank: id, sum: id + 1 }))

  function verdictOf(checked: ReplyCheck): string {
    const total = Object.values(checked.violations).reduce((sum, count) => sum + count, 0)
    const violations = { total, observable: checked.violations, examples: checked.examples }
    return judge({ violations, requests: 5, unchecked: checked.unchecked, left: 0 }).verdict
  }

  test('the verdict is unknown, never valid', () => {
    expect(verdictOf(check(right))).toBe('valid')
    const timedOut = check(right, { limitMs: -1 })
    expect([timedOut.unchecked, verdictOf(timedOut)]).toEqual([5, 'unknown'])
  })

  test('a key that was given up leaves the others judged', () => {
    // Blind requests: that many can be in too many orders, and no reply tells which.
    const blind: Consistency<Add, number, string> = {
      ...consistency,
      initial: () => '',
      step: (state, { key, amount }) => {
        if (key === 1) return { reply: amount, state }
        return amount === 0 ? { reply: state.length, state } : { reply: 0, state: `${state},${amount}` }
      },
      identify: (state) => state,
    }
    const seen = [
      ...Array.from({ length: 12 }, (_, id) => ({ key: 0, amount: id + 1, after: 0, rank: id + 2, sum: 0 })),
      { key: 0, amount: 0, after: 0, rank: 0, sum: 1000 },
      { key: 1, amount: 5, after: 0, rank: 1, sum: 5 },
      { key: 1, amount: 5, after: 0, rank: 14, sum: 6 },
    ]
    const checked = check(seen, { consistency: blind })
    expect([found(checked), checked.unchecked]).toEqual([{ wrong: 1 }, 13])
  })
})

describe('invariants', () => {
  const seen: Seen[] = [
    { amount: 1, after: 0, rank: 0, sum: 1 },
    { amount: 0, after: 1, rank: 1, sum: 1, isProbe: true },
    { amount: 0, after: 1, isProbe: true },
  ]
  const leftovers = { parameters: {}, versions: ['v1'], files: new Map([['log', ['a']]]) }

  test('see what is left, and the probes with what they told', () => {
    const remains: unknown[] = []
    const invariant = { name: 'nosy', check: (left: unknown) => (remains.push(left), []) }
    const checked = check(seen)
    expect(checkInvariants(checked, [invariant], createHistory(seen), trafficOf(seen), leftovers)).toBe(checked)
    const probes = [{ request: { key: 0, amount: 0 }, digest: 1 }, { request: { key: 0, amount: 0 } }]
    expect(remains).toEqual([{ ...leftovers, probes }])
  })

  test('that do not hold are violations of the final state, each of them', () => {
    const invariant = { name: 'strict', check: () => ['one.', 'two.'] }
    const checked = checkInvariants(check(seen), [invariant], createHistory(seen), trafficOf(seen), leftovers)
    expect(found(checked)).toEqual({ lost: 1, finalState: 2 })
    expect(checked.examples.at(-1)).toMatchObject({ kind: 'finalState', explanation: 'strict: one.' })
  })
})
