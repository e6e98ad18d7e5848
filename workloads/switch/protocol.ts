/** What comes in on the line: queries from switches, which callers wait for, and orders of the administration. */
export type Request = Lookup | CardQuery | Assign | Release | Issue | Revoke | Inspect | ReportQuery

export type Reply = Routing | Verification | Acknowledgement | NumberRecord | Report

/** Where does a call to this toll-free number go? */
export interface Lookup {
  readonly kind: 'lookup'
  /** The first three digits of the number that was dialled: 800, or 888. */
  readonly code: number
  /** The other seven. */
  readonly line: number
  /** Minutes since midnight where the call comes from. */
  readonly minute: number
}

/** Is this calling card good for this call? */
export interface CardQuery {
  readonly kind: 'card'
  /** Ten digits. */
  readonly account: number
  /** 0 … 9999. */
  readonly pin: number
  /** Area codes. */
  readonly from: number
  readonly to: number
}

/** Gives a toll-free number to a customer, or changes what it leads to. */
export interface Assign {
  readonly kind: 'assign'
  readonly code: number
  readonly line: number
  /** Numbers of ten digits to which calls go; the alternate one is 0 where there is none. */
  readonly primary: number
  readonly alternate: number
  /** Of ten calls, so many go to the alternate number. */
  readonly share: number
  /** Carrier identification code; 0 where the customer has chosen none. */
  readonly carrier: number
}

interface Release {
  readonly kind: 'release'
  readonly code: number
  readonly line: number
}

/** Issues a card, or one with another PIN for the same account. */
export interface Issue {
  readonly kind: 'issue'
  readonly account: number
  readonly pin: number
}

interface Revoke {
  readonly kind: 'revoke'
  readonly account: number
}

/** What is in the record of a toll-free number? */
export interface Inspect {
  readonly kind: 'inspect'
  readonly code: number
  readonly line: number
}

interface ReportQuery {
  readonly kind: 'report'
}

/** 0 routed · 1 nobody has the number · 2 there is no such code or exchange */
export type LookupOutcome = 0 | 1 | 2

/** 0 good · 1 no such card · 2 wrong PIN · 3 under suspicion */
export type CardOutcome = 0 | 1 | 2 | 3

/** All but `outcome` is 0 unless the call is routed. */
export interface Routing {
  readonly kind: 'routing'
  readonly outcome: LookupOutcome
  readonly destination: number
  readonly carrier: number
}

export interface Verification {
  readonly kind: 'verification'
  readonly outcome: CardOutcome
  /** By which the call is charged; 0 unless the card is good. */
  readonly band: number
  /** Wrong PINs in a row that were known of when it was decided, this one included; 0 before v5. */
  readonly failures: number
}

/** Answers an order of the administration. */
export interface Acknowledgement {
  readonly kind: 'acknowledgement'
  readonly accepted: boolean
  /** Primary destination of the number before; of a card, 1 if it was good. */
  readonly replaced: number
  /** Numbers in use, or good cards, thereafter. */
  readonly known: number
  /** Wrong PINs in a row that an issued card is forgiven; 0 before v5. */
  readonly failures: number
}

/** All 0 where nobody has the number. */
export interface NumberRecord {
  readonly kind: 'record'
  readonly primary: number
  readonly alternate: number
  readonly share: number
  readonly carrier: number
  /** Calls routed since it was assigned. */
  readonly calls: number
}

export interface Report {
  readonly kind: 'report'
  /** Queries by outcome. */
  readonly lookups: readonly number[]
  readonly verifications: readonly number[]
}
