/** What clients ask of the bank. */
export type Request = Open | Transfer | BalanceQuery | InterestRun | AuditRequest

export type Reply = Opened | Transferred | Balance | InterestPaid | Audited

/** Opens an account with a first deposit. Accounts are numbered from 1. */
export interface Open {
  readonly kind: 'open'
  readonly account: number
  readonly branch: number
  readonly cents: number
  /** ISO 4217. */
  readonly currency: string
}

/** Moves money between two accounts of a branch. */
export interface Transfer {
  readonly kind: 'transfer'
  readonly from: number
  readonly to: number
  readonly cents: number
  /** At once, for a commission. */
  readonly express: boolean
  readonly memo: string
}

interface BalanceQuery {
  readonly kind: 'balance'
  readonly account: number
}

/** Pays an account its interest for a day. */
interface InterestRun {
  readonly kind: 'interest'
  readonly account: number
}

/** Adds up all that a branch has. */
interface AuditRequest {
  readonly kind: 'audit'
  readonly branch: number
}

/** Money; the currency is empty in releases that know one only. */
export interface Amount {
  readonly cents: number
  readonly currency: string
}

export interface Opened extends Amount {
  readonly kind: 'opened'
}

/** Why money was not moved; empty if it was. */
export type Refusal = '' | 'unknown' | 'insufficient' | 'limited'

export interface Transferred {
  readonly kind: 'transferred'
  readonly refused: Refusal
  /** Cents that the bank keeps. */
  readonly fee: number
  /** Balances behind it, in cents; `to` is 0 where nothing was moved. */
  readonly from: number
  readonly to: number
  readonly currency: string
  readonly memo: string
  /** Edition of the journal's format; 0 where nothing was entered. */
  readonly edition: number
}

/** −1 cents if there is no such account. */
export interface Balance extends Amount {
  readonly kind: 'balance'
}

export interface InterestPaid extends Amount {
  readonly kind: 'interest'
  /** Cents of interest; the amount is the balance behind it. */
  readonly paid: number
}

/** The amount is the sum of all balances, of the money under way, and of what the bank has earned. */
export interface Audited extends Amount {
  readonly kind: 'audited'
  readonly accounts: number
}
