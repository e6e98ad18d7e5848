import type { Invariant, Remains } from '../contract.ts'
import { digest } from './digest.ts'
import type { Reply, Request } from './protocol.ts'

/** What the journal says by itself, read by its description in the README. */
interface Books {
  readonly accounts: Map<number, { readonly branch: number; cents: number; readonly currency: string }>
  /** Fees less interest, by branch. */
  readonly earnings: Map<number, number>
  /** First deposits, by branch: more or less than that a branch can never have. */
  readonly deposits: Map<number, number>
  readonly numbers: Set<string>
  readonly complaints: string[]
}

/**
 * What was acknowledged is in the journal, and nothing else: replayed, it gives the balances that the program tells at
 * the end. No money is made or lost: each branch has what was paid in when its accounts were opened.
 */
export const journalHolds: Invariant<Request> = {
  name: 'journal',
  check(remains) {
    const books = replay(remains.files.get('journal') ?? [])
    return [...books.complaints, ...checkConservation(books), ...compare(books, remains)]
  },
}

function replay(records: readonly string[]): Books {
  const books: Books = {
    accounts: new Map(),
    earnings: new Map(),
    deposits: new Map(),
    numbers: new Set(),
    complaints: [],
  }
  for (const [index, record] of records.entries()) {
    const complaint = enter(books, record)
    if (complaint !== undefined) books.complaints.push(`record ${index}, "${record}", ${complaint}`)
  }
  return books
}

/** Enters one record; says what is wrong with it, if anything. */
function enter(books: Books, record: string): string | undefined {
  const words = record.split(' ')
  const number = words[0]?.startsWith('#') === true ? words.shift() : undefined
  const [kind, ...rest] = words
  const values = rest.slice(0, 4).map(Number)
  const branch = kind === 'open' ? values[1] : books.accounts.get(values[0] ?? 0)?.branch
  if (branch === undefined) return 'is about an account that was never opened'
  if (number !== undefined && books.numbers.size === books.numbers.add(`${branch}${number}`).size)
    return 'has the number of an earlier record of its branch'
  if (kind === 'open') return enterOpening(books, values, branch, rest[3] ?? 'EUR')
  if (kind === 'interest') return post(books, branch, [[values[0]!, values[1]!]], -values[1]!)
  if (kind !== 'transfer') return 'is of an unknown kind'
  const [from = 0, to = 0, debited = Number.NaN, credited = Number.NaN] = values
  if (!(debited >= credited && credited >= 0)) return 'credits more than it debits'
  return post(
    books,
    branch,
    [
      [from, -debited],
      [to, credited],
    ],
    debited - credited,
  )
}

function enterOpening(books: Books, values: readonly number[], branch: number, currency: string): string | undefined {
  const [account = 0, , cents = 0] = values
  if (books.accounts.has(account)) return 'opens an account a second time'
  books.accounts.set(account, { branch, cents, currency })
  books.deposits.set(branch, (books.deposits.get(branch) ?? 0) + cents)
  return undefined
}

function post(
  books: Books,
  branch: number,
  changes: readonly (readonly [account: number, cents: number])[],
  earned: number,
): string | undefined {
  for (const [number, cents] of changes) {
    const account = books.accounts.get(number)
    if (account === undefined) return 'is about an account that was never opened'
    account.cents += cents
  }
  books.earnings.set(branch, (books.earnings.get(branch) ?? 0) + earned)
  return undefined
}

function checkConservation({ accounts, earnings, deposits }: Books): string[] {
  return [...deposits].flatMap(([branch, deposited]) => {
    const members = [...accounts.values()].filter((account) => account.branch === branch)
    const sum = members.reduce((total, { cents }) => total + cents, earnings.get(branch) ?? 0)
    return sum === deposited ? [] : [`branch ${branch} has ${sum} cents by the journal; ${deposited} were paid in`]
  })
}

/** A reply can be that of a release without currencies, or of one that had none when the account was opened. */
function compare(books: Books, { probes }: Remains<Request>): string[] {
  return probes.flatMap(({ request, digest: came }) => {
    const expected = came === undefined ? [] : expectReplies(books, request)
    if (expected.length === 0 || expected.some((reply) => digest(reply) >>> 0 === came)) return []
    return [
      `after ${JSON.stringify(request)} the program did not tell what its journal says: ${JSON.stringify(expected[0])}`,
    ]
  })
}

function expectReplies({ accounts, deposits }: Books, request: Request): Reply[] {
  if (request.kind === 'balance') {
    const account = accounts.get(request.account)
    if (account === undefined) return [{ kind: 'balance', cents: -1, currency: '' }]
    return ['', account.currency].map((currency) => ({ kind: 'balance', cents: account.cents, currency }))
  }
  if (request.kind !== 'audit') return []
  const members = [...accounts.values()].filter(({ branch }) => branch === request.branch)
  const cents = deposits.get(request.branch) ?? 0
  return ['', members[0]?.currency ?? ''].map((currency) => ({
    kind: 'audited',
    cents,
    accounts: members.length,
    currency,
  }))
}
