import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LikelyFirstSearch } from './likely-first-search.ts'
import { LinearizationSearch, type Explained, type Sequential } from './linearizability.ts'

/** Two accounts and a total: what a bank is, at its smallest. v2 takes one more from the payer, and burns it. */
type Request =
  | { readonly does: 'move'; readonly from: 0 | 1; readonly cents: number }
  | { readonly does: 'read'; readonly account: 0 | 1 }
  | { readonly does: 'audit' }
  /** Says nothing of what it found. */
  | { readonly does: 'set'; readonly account: 0 | 1; readonly cents: number }

type State = readonly [number, number]

const meaning: Sequential<Request, State> = {
  conflicts: (a, b) => touches(a, b) || touches(b, a),
  step: (state, request, version) => {
    const after = apply(state, request, version)
    return { state: after, digest: replyOf(after, request) }
  },
  identify: (state) => state.join(),
}

function touches(a: Request, b: Request): boolean {
  if (!('account' in a) || !('account' in b)) return true
  return a.account === b.account
}

function apply(state: State, request: Request, version: string): State {
  if (request.does === 'set') return request.account === 0 ? [request.cents, state[1]] : [state[0], request.cents]
  if (request.does !== 'move') return state
  const fee = version === 'v2' ? 1 : 0
  const { from, cents } = request
  return from === 0 ? [state[0] - cents - fee, state[1] + cents] : [state[0] + cents, state[1] - cents - fee]
}

function replyOf(state: State, request: Request): number {
  switch (request.does) {
    case 'move':
      return state[0] * 1000 + state[1]
    case 'read':
      return state[request.account]
    case 'audit':
      return state[0] + state[1]
    case 'set':
      return 0
  }
}

/** Begin or end of a request; where a reply is told, it is that of the begin. */
type Event =
  | {
      readonly begin: number
      readonly request: Request
      readonly reply?: number
      readonly versions?: readonly string[]
    }
  | { readonly end: number }

const initial: State = [100, 100]

type AnySearch = LinearizationSearch<Request, State>

/** What the search says of each reply, in order: whether every order is looked at from the start, or likely ones first. */
function judge(events: readonly Event[], isTimeUp?: () => boolean): Explained[] {
  const explained = judgeBy(new LinearizationSearch(meaning, initial, isTimeUp), events)
  if (isTimeUp === undefined) expect(judgeBy(new LikelyFirstSearch(meaning, initial), events)).toEqual(explained)
  return explained
}

function judgeBy(search: Pick<AnySearch, 'begin' | 'end'>, events: readonly Event[]): Explained[] {
  return events.flatMap((event) => {
    if ('end' in event) return [search.end(event.end)]
    const { begin, request, reply, versions = ['v1'] } = event
    search.begin({ id: begin, request, versions, digest: reply })
    return []
  })
}

const move = (from: 0 | 1, cents: number): Request => ({ does: 'move', from, cents })
const read = (account: 0 | 1): Request => ({ does: 'read', account })
const audit: Request = { does: 'audit' }

describe('good histories', () => {
  test('one after the other', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { end: 1 },
      { begin: 2, request: read(0), reply: 70 },
      { end: 2 },
      { begin: 3, request: audit, reply: 200 },
      { end: 3 },
    ]
    expect(judge(events)).toEqual(['yes', 'yes', 'yes'])
  })

  test.each([
    ['before it', 100],
    ['behind it', 70],
  ])('a read that overlaps with a transfer may see the account %s', (_, seen) => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { begin: 2, request: read(0), reply: seen },
      { end: 2 },
      { end: 1 },
    ]
    expect(judge(events)).toEqual(['yes', 'yes'])
  })

  test('overlapping transfers may take effect in the order opposite to that of their replies', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 60_140 },
      { begin: 2, request: move(0, 10), reply: 90_110 },
      { end: 1 },
      { end: 2 },
    ]
    expect(judge(events)).toEqual(['yes', 'yes'])
  })

  test('a request without a reply may have taken effect much later, or never', () => {
    const lost: Event = { begin: 1, request: move(0, 30) }
    const later = (seen: number): Event[] => [
      { begin: 2, request: read(0), reply: 100 },
      { end: 2 },
      { begin: 3, request: read(0), reply: seen },
      { end: 3 },
    ]
    expect(judge([lost, ...later(70)])).toEqual(['yes', 'yes'])
    expect(judge([lost, ...later(100)])).toEqual(['yes', 'yes'])
    expect(judge([lost, ...later(40)])).toEqual(['yes', 'no'])
  })

  test('the order of blind writes is settled by a read long after they ended', () => {
    const writes = Array.from({ length: 8 }, (_, index): Event => {
      return { begin: index, request: { does: 'set', account: 0, cents: index }, reply: 0 }
    })
    const ends = writes.map((_, index): Event => ({ end: index }))
    for (const seen of [0, 3, 7]) {
      const events = [...writes, ...ends, { begin: 9, request: read(0), reply: seen }, { end: 9 }]
      expect(judge(events)).toEqual(Array.from({ length: 9 }, () => 'yes'))
    }
  })

  test('while an update runs each request is of one version, whichever explains it', () => {
    const either = ['v1', 'v2']
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 59_140, versions: either },
      { begin: 2, request: move(0, 10), reply: 89_110, versions: either },
      { end: 1 },
      { end: 2 },
      { begin: 3, request: audit, reply: 199 },
      { end: 3 },
    ]
    expect(judge(events)).toEqual(['yes', 'yes', 'yes'])
    expect(judge(events.with(4, { begin: 3, request: audit, reply: 200 }))).toEqual(['yes', 'yes', 'no'])
  })
})

describe('bad histories', () => {
  test('a stale read: the transfer had been answered', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { end: 1 },
      { begin: 2, request: read(0), reply: 100 },
      { end: 2 },
    ]
    expect(judge(events)).toEqual(['yes', 'no'])
  })

  test('a lost update: two transfers that both saw what was there before', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { begin: 2, request: move(0, 10), reply: 90_110 },
      { end: 1 },
      { end: 2 },
    ]
    expect(judge(events)).toContain('no')
  })

  test('transfers that fit one by one, and in no order together', () => {
    // Each is right in an order of its own, but the reads in between turn the order round.
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 60_140 },
      { begin: 2, request: move(0, 10), reply: 90_110 },
      { begin: 3, request: read(0), reply: 70 },
      { end: 3 },
      { end: 2 },
      { end: 1 },
    ]
    expect(judge(events)).toContain('no')
  })

  test('a read of one account behind a transfer, and then of the other before it', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { begin: 2, request: read(0), reply: 70 },
      { end: 2 },
      { begin: 3, request: read(1), reply: 100 },
      { end: 3 },
      { end: 1 },
    ]
    expect(judge(events)).toEqual(['yes', 'no', 'yes'])
  })

  test('a torn audit: money under way was counted nowhere', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { begin: 2, request: audit, reply: 170 },
      { end: 2 },
      { end: 1 },
    ]
    expect(judge(events)[0]).toBe('no')
  })

  test('a credit that was given twice', () => {
    const events: Event[] = [
      { begin: 1, request: move(0, 30), reply: 70_130 },
      { end: 1 },
      { begin: 2, request: read(1), reply: 160 },
      { end: 2 },
    ]
    expect(judge(events)).toEqual(['yes', 'no'])
  })

  test('the wrong version', () => {
    expect(judge([{ begin: 1, request: move(0, 30), reply: 69_130 }, { end: 1 }])).toEqual(['no'])
  })
})

test('what cannot be explained is excused, and the rest is judged on', () => {
  const search = new LinearizationSearch(meaning, initial)
  search.begin({ id: 1, request: move(0, 30), versions: ['v1'], digest: 1 })
  expect(search.end(1)).toBe('no')
  search.excuse(1, ['v1', 'v2'])
  search.begin({ id: 2, request: read(0), versions: ['v1'], digest: 69 })
  expect(search.end(2)).toBe('yes')
  search.begin({ id: 3, request: audit, versions: ['v1'], digest: 200 })
  expect(search.end(3)).toBe('no')
})

describe('a search that is too large is given up, neither right nor wrong', () => {
  /** Reads that every order of blind writes has to be tried for, and none explains. */
  const writes = Array.from({ length: 20 }, (_, index): Event => {
    return { begin: index, request: { does: 'set', account: 0, cents: index }, reply: 0 }
  })
  const hopeless = [...writes, { begin: 99, request: read(0), reply: 50 }, { end: 99 }] as const

  test('by its size', () => {
    expect(judge(hopeless)).toEqual(['gaveUp'])
  })

  test('by the clock', () => {
    let looks = 0
    expect(judge(hopeless, () => ++looks > 2)).toEqual(['gaveUp'])
    expect(looks).toBe(3)
  })

  test('but one that has nothing to do with the account is explained at once', () => {
    const other = [...writes, { begin: 99, request: read(1), reply: 100 }, { end: 99 }] as const
    expect(judge(other, () => true)).toEqual(['yes'])
  })
})

test('where more overlap than every order can be held of, the order of the replies still explains them', () => {
  const spans = Array.from({ length: 40 }, (_, id) => {
    const request: Request = id % 10 === 9 ? audit : { does: 'set', account: 0, cents: id }
    return { id, request, begin: 0, end: id, noise: 0 }
  })
  const told = toEvents(tellReplies(spans))
  const firstEnd = told.findIndex((event) => 'end' in event)
  expect(judgeBy(new LinearizationSearch(meaning, initial), told.slice(0, firstEnd + 1))).toEqual(['gaveUp'])
  expect(judgeBy(new LikelyFirstSearch(meaning, initial), told).every((each) => each === 'yes')).toBe(true)
})

const requests = fc.oneof(
  fc.record({ does: fc.constant('move' as const), from: fc.constantFrom(0, 1), cents: fc.nat(3) }),
  fc.record({ does: fc.constant('read' as const), account: fc.constantFrom(0, 1) }),
  fc.record({ does: fc.constant('set' as const), account: fc.constantFrom(0, 1), cents: fc.nat(3) }),
  fc.constant(audit),
)

test('agrees with trying all orders, on small histories, right and wrong', () => {
  const verdicts = new Set<boolean>()
  fc.assert(
    fc.property(
      fc.array(fc.tuple(requests, fc.nat(8), fc.nat(8), fc.nat(3)), { minLength: 1, maxLength: 5 }),
      (drawn) => {
        const spans = drawn.map(([request, begin, length, noise], id) => ({
          id,
          request,
          begin,
          end: begin + length,
          noise,
        }))
        const told = tellReplies(spans)
        const expected = hasOrder(told, initial)
        verdicts.add(expected)
        expect(!judge(toEvents(told)).includes('no')).toBe(expected)
      },
    ),
    { numRuns: 500, seed: 11 },
  )
  expect(verdicts.size).toBe(2)
})

interface Span {
  readonly id: number
  readonly request: Request
  readonly begin: number
  readonly end: number
  readonly reply: number
}

/** Replies as they would be in the order of the ends; now and then one is off. */
function tellReplies(spans: readonly (Omit<Span, 'reply'> & { noise: number })[]): Span[] {
  let state = initial
  return spans
    .toSorted((a, b) => a.end - b.end || a.id - b.id)
    .map((span) => {
      state = apply(state, span.request, 'v1')
      return { ...span, reply: replyOf(state, span.request) + (span.noise === 3 ? 1 : 0) }
    })
}

/** At one time, begins come before ends: what touches overlaps. */
function toEvents(spans: readonly Span[]): Event[] {
  const begins = spans.map(({ id, request, reply, begin }) => ({ at: 2 * begin, event: { begin: id, request, reply } }))
  const ends = spans.map(({ id, end }) => ({ at: 2 * end + 1, event: { end: id } }))
  return [...begins, ...ends].toSorted((a, b) => a.at - b.at).map(({ event }) => event)
}

function hasOrder(rest: readonly Span[], state: State): boolean {
  if (rest.length === 0) return true
  const firstEnd = Math.min(...rest.map(({ end }) => end))
  return rest.some((span) => {
    if (span.begin > firstEnd) return false
    const after = apply(state, span.request, 'v1')
    if (replyOf(after, span.request) !== span.reply) return false
    return hasOrder(
      rest.filter((other) => other !== span),
      after,
    )
  })
}
