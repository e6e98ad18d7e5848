import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createConsistency } from './consistency.ts'
import type { BranchState } from './bank-state.ts'
import type { Request } from './protocol.ts'

const { conflicts, step, identify, initial } = createConsistency({ accounts: 8, branches: 1 })
const versions = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8']

const account = fc.integer({ min: 1, max: 5 })
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({
    kind: fc.constant('transfer' as const),
    from: account,
    to: account,
    cents: fc.integer({ min: 1, max: 120 }).map((units) => 100 * units),
    express: fc.boolean(),
    memo: fc.constant('rent'),
  }),
  fc.record({ kind: fc.constant('balance' as const), account }),
  fc.record({ kind: fc.constant('interest' as const), account }),
  fc.record({ kind: fc.constant('audit' as const), branch: fc.constant(0) }),
)
const state = fc.array(fc.tuple(request, fc.constantFrom(...versions)), { maxLength: 8 }).map((done) => {
  const openings = [1, 2, 3, 4].map((number): Request => {
    return { kind: 'open', account: number, branch: 0, cents: 10_000 * number, currency: 'CHF' }
  })
  const opened = openings.reduce((before, opening) => step(before, opening, 'v3').state, initial(0))
  return done.reduce((before, [asked, version]) => step(before, asked, version).state, opened)
})

test('requests that do not conflict can be served in any order, each by any release', () => {
  fc.assert(
    fc.property(
      state,
      request,
      request,
      fc.constantFrom(...versions),
      fc.constantFrom(...versions),
      (from, a, b, x, y) => {
        fc.pre(!conflicts(a, b))
        const [first, second] = [step(from, a, x), step(from, b, y)]
        const [behindFirst, behindSecond] = [step(first.state, b, y), step(second.state, a, x)]
        expect([behindFirst.reply, behindSecond.reply]).toEqual([second.reply, first.reply])
        expect(identify(behindFirst.state)).toBe(identify(behindSecond.state))
      },
    ),
    { numRuns: 500 },
  )
})

test('whatever is asked, and of whichever release, no money is made or lost', () => {
  fc.assert(
    fc.property(state, (after) => {
      expect(sum(after)).toBe(100_000)
    }),
  )
})

test('equal states have the same text, whatever the order in which they came about', () => {
  const open = (number: number): Request => ({ kind: 'open', account: number, branch: 0, cents: 5, currency: 'EUR' })
  const states = [
    [1, 2],
    [2, 1],
  ].map((numbers) => numbers.reduce((before, number) => step(before, open(number), 'v1').state, initial(0)))
  expect(identify(states[0]!)).toBe(identify(states[1]!))
  expect(identify(step(states[0]!, open(3), 'v1').state)).not.toBe(identify(states[0]!))
})

function sum({ accounts, earnings }: BranchState): number {
  return [...accounts.values()].reduce((total, { cents }) => total + cents, earnings)
}
