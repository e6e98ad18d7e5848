import type { Amount, Open, Refusal } from '../protocol.ts'
import { Account } from './account.ts'
import { Branch } from './branch.ts'
import { commission } from './commission.ts'
import type { Entry } from './entry.ts'
import { InterestBook } from './interest.ts'
import { Locks } from './locks.ts'
import { Transits } from './transits.ts'

const accounts = new Map<number, Account>()
const branches = new Map<number, Branch>()
const transits = new Transits()
const interest = new InterestBook()
const locks = new Locks()

/** Money taken from an account, unless that was refused; until it is credited, both accounts are locked. */
export interface Debit {
  readonly refused: Refusal
  readonly transit: number
  readonly fee: number
  /** Of the payer, afterwards. */
  readonly balance: Amount
}

/** Interest taken from the bank; transit 0 where there is no such account. */
export interface Accrual {
  readonly transit: number
  readonly paid: number
  readonly fraction: number
}

/** What a branch has, with what is under way. */
export interface Audit extends Amount {
  readonly accounts: number
}

export async function openAccount(opening: Omit<Open, 'kind'>): Promise<Amount> {
  return enter(opening.account, opening.branch, opening).balance
}

/** Takes money, and the fee, from an account. */
export async function debit(from: number, to: number, cents: number, express: boolean): Promise<Debit> {
  if (from === to || !accounts.has(from) || !accounts.has(to))
    return { ...refusal, refused: 'unknown', balance: nothing }
  await locks.acquire(Math.min(from, to))
  await locks.acquire(Math.max(from, to))
  const payer = getAccount(from)
  const fee = commission(cents, express)
  if (!payer.covers(cents + fee)) {
    unlock(from, to)
    return { ...refusal, refused: 'insufficient', balance: payer.balance }
  }
  payer.deposit(-cents - fee)
  getBranch(payer.branch).earn(fee)
  return { refused: '', transit: transits.start({ from, to, cents, fee }), fee, balance: payer.balance }
}

/** Gives money that is under way to the account that it is for; the balance then. */
export async function credit(transit: number): Promise<Amount> {
  const { from, to, cents } = transits.finish(transit)
  const receiver = getAccount(to)
  receiver.deposit(cents)
  unlock(from, to)
  return receiver.balance
}

/** The balance, when no transfer has the account. */
export async function readBalance(account: number): Promise<Amount> {
  if (!accounts.has(account)) return nothing
  await locks.acquire(account)
  const { balance } = getAccount(account)
  locks.release(account)
  return balance
}

/** Takes an account's interest for a day from what the bank has earned. */
export async function accrue(account: number): Promise<Accrual> {
  if (!accounts.has(account)) return { transit: 0, paid: 0, fraction: 0 }
  await locks.acquire(account)
  const { branch, balance } = getAccount(account)
  const paid = interest.accrue(account, balance.cents)
  getBranch(branch).earn(-paid)
  const transit = transits.start({ from: 0, to: account, cents: paid, fee: 0 })
  return { transit, paid, fraction: interest.fractionOf(account) }
}

/** Adds up a branch, at one moment. */
export async function audit(branch: number): Promise<Audit> {
  const { accounts: members, earnings } = getBranch(branch)
  const sum = members.reduce((total, account) => total + getAccount(account).balance.cents, 0)
  const cents = sum + transits.sumTo(new Set(members)) + earnings
  return { cents, currency: currencyOf(members), accounts: members.length }
}

/** Does again what the journal says was done. */
export async function redo(entry: Entry): Promise<void> {
  switch (entry.kind) {
    case 'open':
      enter(entry.account, entry.branch, entry)
      return
    case 'transfer':
      getAccount(entry.from).deposit(-entry.debited)
      getAccount(entry.to).deposit(entry.credited)
      getBranch(getAccount(entry.from).branch).earn(entry.debited - entry.credited)
      return
    case 'interest':
      getAccount(entry.account).deposit(entry.paid)
      getBranch(getAccount(entry.account).branch).earn(-entry.paid)
      interest.restore(entry.account, entry.fraction)
  }
}

const nothing: Amount = Object.freeze({ cents: -1, currency: '' })
const refusal = Object.freeze({ transit: 0, fee: 0 })

function enter(number: number, branch: number, deposit: Amount): Account {
  const account = new Account(branch, deposit)
  accounts.set(number, account)
  getBranch(branch).enter(number)
  return account
}

function unlock(from: number, to: number): void {
  if (from !== 0) locks.release(from)
  locks.release(to)
}

function getAccount(number: number): Account {
  const account = accounts.get(number)
  if (account === undefined) throw new Error(`There is no account ${number}.`)
  return account
}

function getBranch(number: number): Branch {
  const branch = branches.get(number) ?? new Branch()
  branches.set(number, branch)
  return branch
}

function currencyOf(members: readonly number[]): string {
  const [first] = members
  return first === undefined ? '' : getAccount(first).balance.currency
}
