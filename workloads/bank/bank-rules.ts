import type { AccountState, BranchState } from './bank-state.ts'
import { withAccount } from './bank-state.ts'
import type { Audited, Balance, InterestPaid, Open, Opened, Reply, Request, Transfer, Transferred } from './protocol.ts'

/** What a request does to its branch, and the reply. */
export interface Step<R extends Reply = Reply> {
  readonly reply: R
  readonly state: BranchState
}

/** What the releases do differently, by the number of the first that does it. */
const first = { evenRounding: 2, currency: 3, memo: 4, receiverPays: 5, limits: 6, numbered: 7, tiers: 8 } as const

const allowance = 25_000

/** A bank as its specification says, one request after the other: the README has the specification. */
export function serve(state: BranchState, request: Request, release: number): Step {
  switch (request.kind) {
    case 'open':
      return open(state, request, release)
    case 'transfer':
      return transfer(state, request, release)
    case 'balance':
      return { state, reply: tellBalance(state, request.account, release) }
    case 'interest':
      return payInterest(state, request.account, release)
    case 'audit':
      return audit(state, release)
  }
}

/** A release that knows one currency opens every account in it. */
function open(state: BranchState, { account, cents, currency }: Open, release: number): Step<Opened> {
  const opened = { cents, currency: release < first.currency ? 'EUR' : currency, fraction: 0, spent: 0 }
  return {
    state: withAccount(state, account, opened),
    reply: { kind: 'opened', cents, currency: shown(opened, release) },
  }
}

function transfer(state: BranchState, request: Transfer, release: number): Step<Transferred> {
  const { from, to, cents } = request
  const payer = state.accounts.get(from)
  const receiver = state.accounts.get(to)
  const memo = release < first.memo ? '' : request.memo
  const reply = { kind: 'transferred', fee: 0, to: 0, memo, edition: 0 } as const
  if (payer === undefined || receiver === undefined || from === to)
    return { state, reply: { ...reply, refused: 'unknown', from: -1, currency: '' } }
  const fee = request.express ? commission(cents, release) : 0
  const debited = release < first.receiverPays ? cents + fee : cents
  const currency = shown(payer, release)
  if (payer.cents < debited) return { state, reply: { ...reply, refused: 'insufficient', from: payer.cents, currency } }
  const spent = release < first.limits ? payer.spent : payer.spent + cents
  if (release >= first.limits && spent > allowance)
    return { state, reply: { ...reply, refused: 'limited', from: payer.cents, currency } }
  const poorer = { ...payer, cents: payer.cents - debited, spent }
  const richer = { ...receiver, cents: receiver.cents + debited - fee }
  return {
    state: {
      accounts: new Map(state.accounts).set(from, poorer).set(to, richer),
      earnings: state.earnings + fee,
    },
    reply: {
      ...reply,
      refused: '',
      fee,
      from: poorer.cents,
      to: richer.cents,
      currency: shown(receiver, release),
      edition: release < first.numbered ? 1 : 2,
    },
  }
}

/** Half a per cent; half a cent goes up, or later to the even one. */
function commission(cents: number, release: number): number {
  const whole = Math.floor(cents / 200)
  const rest = cents - 200 * whole
  if (rest !== 100) return rest < 100 ? whole : whole + 1
  return release < first.evenRounding || whole % 2 === 1 ? whole + 1 : whole
}

function tellBalance(state: BranchState, number: number, release: number): Balance {
  const account = state.accounts.get(number)
  if (account === undefined) return { kind: 'balance', cents: -1, currency: '' }
  return { kind: 'balance', cents: account.cents, currency: shown(account, release) }
}

function payInterest(state: BranchState, number: number, release: number): Step<InterestPaid> {
  const account = state.accounts.get(number)
  if (account === undefined) return { state, reply: { kind: 'interest', paid: 0, cents: -1, currency: '' } }
  const rated = release < first.tiers ? account.cents : account.cents + Math.max(0, account.cents - 100_000) / 2
  const due = account.fraction + Math.floor(rated * 100)
  const fraction = due % 1_000_000
  const paid = (due - fraction) / 1_000_000
  const richer = { ...account, cents: account.cents + paid, fraction }
  const state1 = withAccount(state, number, richer)
  return {
    state: { ...state1, earnings: state.earnings - paid },
    reply: { kind: 'interest', paid, cents: richer.cents, currency: shown(account, release) },
  }
}

/** Begins a new period for the allowances, in releases that have them. */
function audit(state: BranchState, release: number): Step<Audited> {
  const all = [...state.accounts.values()]
  const cents = all.reduce((sum, account) => sum + account.cents, state.earnings)
  const [any] = all
  const reply = {
    kind: 'audited',
    cents,
    accounts: all.length,
    currency: any === undefined ? '' : shown(any, release),
  } as const
  if (release < first.limits) return { state, reply }
  const accounts = new Map([...state.accounts].map(([number, account]) => [number, { ...account, spent: 0 }]))
  return { state: { ...state, accounts }, reply }
}

function shown({ currency }: AccountState, release: number): string {
  return release < first.currency ? '' : currency
}
