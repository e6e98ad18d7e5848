import type { Parameter, Parameters, Traffic } from '../contract.ts'
import type { Random } from '../../harness/load/random.ts'
import { digest } from './digest.ts'
import type { Open, Reply, Request, Transfer } from './protocol.ts'

export const parameters = {
  processes: { default: 16, minimum: 1, maximum: 64, summary: 'concurrent activations of main: tellers' },
  accounts: {
    default: 1024,
    minimum: 4,
    maximum: 1_000_000,
    smoke: 48,
    summary: 'accounts opened before the transfers',
  },
  branches: {
    default: 16,
    minimum: 1,
    maximum: 1024,
    smoke: 4,
    summary: 'account sets: transfers stay inside one (fewer, if a branch would have less than two accounts)',
  },
  audits: { default: 20, minimum: 0, maximum: 1000, summary: 'audits of a branch in 1000 requests' },
} as const satisfies Record<string, Parameter>

export interface Size {
  readonly accounts: number
  readonly branches: number
}

export function readSize(values: Parameters): Size {
  const accounts = values['accounts'] ?? parameters.accounts.default
  const branches = Math.min(values['branches'] ?? parameters.branches.default, accounts >> 1)
  return { accounts, branches }
}

/** Accounts are dealt out to the branches in turn: 1 to branch 0, 2 to branch 1, … */
export function branchOf(account: number, { branches }: Size): number {
  return (account - 1) % branches
}

/**
 * Requests 0 … accounts−1 open the accounts. At the end each branch is audited and each balance asked for. A request is
 * made of three draws at most.
 */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const size = readSize(values)
  const audits = Math.round(((values['audits'] ?? parameters.audits.default) * 1024) / 1000)
  return {
    setup: size.accounts,
    request(id, random) {
      if (id < size.accounts) return createOpening(id + 1, random, size)
      const dice = random.next()
      if ((dice & 1023) < audits) return { kind: 'audit', branch: (dice >>> 10) % size.branches }
      return createUse(dice >>> 10, random, size)
    },
    probes: size.branches + size.accounts,
    probe: (index) =>
      index < size.branches
        ? { kind: 'audit', branch: index }
        : { kind: 'balance', account: index - size.branches + 1 },
    digest,
  }
}

const currencies = ['EUR', 'USD', 'CHF', 'EUR'] as const

/** 100.00 to 1,123.00; a branch has one currency. */
function createOpening(account: number, random: Random, size: Size): Open {
  const branch = branchOf(account, size)
  const cents = 10_000 + (random.next() & 1023) * 100
  return { kind: 'open', account, branch, cents, currency: currencies[branch % currencies.length]! }
}

/** Of 32 uses 21 are transfers, 8 look at a balance, 3 pay interest; one in 64 names an account that is not there. */
function createUse(dice: number, random: Random, size: Size): Request {
  const draw = random.next()
  const account = 1 + (draw % size.accounts)
  const isUnknown = ((dice >>> 5) & 63) === 0
  const use = dice & 31
  if (use < 21) return createTransfer(dice >>> 11, account, isUnknown, random.next(), size)
  const asked = isUnknown ? size.accounts + 1 : account
  return { kind: use < 29 ? 'balance' : 'interest', account: asked }
}

const memos = [
  'rent',
  'wages of June',
  'invoice 1702',
  'thank you',
  'naïve café',
  '',
  'loan',
  'rent and water',
] as const

/** A quarter is from or to the branch's first account, a shop; half are express; 1.00 to 256.00, whole units. */
function createTransfer(dice: number, account: number, isUnknown: boolean, draw: number, size: Size): Transfer {
  const branch = branchOf(account, size)
  const shop = branch + 1
  const other = otherMember(account, draw >>> 8, size)
  const role = dice & 7
  return {
    kind: 'transfer',
    from: role === 0 ? shop : account,
    to: isUnknown ? size.accounts + 1 : role === 1 ? shop : other,
    cents: 100 * (1 + (draw & 255)),
    express: (dice & 8) !== 0,
    memo: memos[(dice >>> 4) & 7]!,
  }
}

/** Another account of the same branch. */
function otherMember(account: number, draw: number, size: Size): number {
  const branch = branchOf(account, size)
  const members = Math.ceil((size.accounts - branch) / size.branches)
  const index = (account - 1 - branch) / size.branches
  return branch + 1 + size.branches * ((index + 1 + (draw % (members - 1))) % members)
}
