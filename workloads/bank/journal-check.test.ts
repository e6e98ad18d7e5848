import { expect, test } from 'vitest'
import { digest } from './digest.ts'
import { journalHolds } from './journal-check.ts'
import type { Reply, Request } from './protocol.ts'

/** Two accounts of one branch; 5 cents of fee, 1 of interest. */
const journal = ['open 1 0 10000 USD', 'open 3 0 20000 USD', 'transfer 1 3 1000 995 rent and water', 'interest 3 1 500']

const told: readonly (readonly [Request, Reply])[] = [
  [
    { kind: 'audit', branch: 0 },
    { kind: 'audited', cents: 30_000, accounts: 2, currency: 'USD' },
  ],
  [
    { kind: 'balance', account: 1 },
    { kind: 'balance', cents: 9000, currency: 'USD' },
  ],
  [
    { kind: 'balance', account: 3 },
    { kind: 'balance', cents: 20_996, currency: 'USD' },
  ],
  [
    { kind: 'balance', account: 9 },
    { kind: 'balance', cents: -1, currency: '' },
  ],
]

function check(records: readonly string[], replies = told): readonly string[] {
  return journalHolds.check({
    parameters: {},
    versions: ['v3'],
    files: new Map([['journal', records]]),
    probes: replies.map(([request, reply]) => ({ request, digest: digest(reply) >>> 0 })),
  })
}

test('a journal that gives the balances told is right, numbered or not, and in any order that opens accounts first', () => {
  expect(check(journal)).toEqual([])
  expect(check(journal.map((record, index) => `#${index + 1} ${record}`))).toEqual([])
  expect(check([...journal.slice(0, 2), journal[3]!, journal[2]!])).toEqual([])
})

test('a probe that was not answered says nothing', () => {
  const probes = [{ request: { kind: 'balance', account: 1 } as const }]
  expect(journalHolds.check({ parameters: {}, versions: [], files: new Map([['journal', journal]]), probes })).toEqual(
    [],
  )
})

test.each([
  ['a transfer is missing', journal.toSpliced(2, 1), 2],
  ['a transfer is there twice', [...journal, journal[2]!], 2],
  ['nothing was written at all', [], 3],
  ['an account is credited more than the other was debited', journal.with(2, 'transfer 1 3 995 1000'), 1],
  ['an amount is no number', journal.with(2, 'transfer 1 3 ten ten'), 1],
  ['an account was never opened', [...journal, 'transfer 1 5 10 10'], 1],
  ['money goes to an account that was never opened', [...journal, 'interest 5 1 0'], 1],
  ['an account is opened twice', [...journal, 'open 1 0 5 USD'], 1],
  ['a number is there twice', journal.map((record) => `#7 ${record}`), 3],
  ['a record is of no known kind', [...journal, 'gift 1 100'], 1],
])('%s', (_, records, least) => {
  expect(check(records).length).toBeGreaterThanOrEqual(least)
})

test('a balance that the journal does not have', () => {
  const wrong: Reply = { kind: 'balance', cents: 9001, currency: 'USD' }
  expect(check(journal, [[told[1]![0], wrong]])).toEqual([expect.stringContaining('"cents":9000')])
})
