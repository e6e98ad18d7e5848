import type { Acknowledgement, CardOutcome, CardQuery, Verification } from '../protocol.ts'
import { CardTable } from './card-table.ts'
import { countFailures, forgive, isSuspect, noteFailure } from './fraud.ts'
import { bandOf } from './tariff.ts'

/** All calling cards. */
const cards = new CardTable()
/** Queries by outcome, with room for outcomes to come. */
const verifications = new Float64Array(4)

/** Decides before it asks for the band, so queries take effect in the order of their arrival. */
export async function verify({ account, pin, from, to }: CardQuery): Promise<Verification> {
  const outcome = judge(account, pin)
  verifications[outcome]!++
  const failures = watch(account, outcome)
  const band = outcome === 0 ? await bandOf(from, to) : 0
  return { kind: 'verification', outcome, band, failures }
}

function judge(account: number, pin: number): CardOutcome {
  const card = cards.find(account)
  if (card < 0 || cards.isGood[card] === 0) return 1
  if (isSuspect(account)) return 3
  return cards.hasPin(card, pin) ? 0 : 2
}

/** Wrong PINs in a row that there have been; a right one ends the row. */
function watch(account: number, outcome: CardOutcome): number {
  switch (outcome) {
    case 0:
      return forgive(account)
    case 2:
      return noteFailure(account)
    default:
      return countFailures(account)
  }
}

export async function issue(account: number, pin: number): Promise<Acknowledgement> {
  const card = cards.enter(account)
  const replaced = cards.isGood[card]!
  if (replaced === 0) cards.good++
  cards.isGood[card] = 1
  cards.setPin(card, pin)
  const failures = forgive(account)
  return { kind: 'acknowledgement', accepted: true, replaced, known: cards.good, failures }
}

export async function revoke(account: number): Promise<Acknowledgement> {
  const card = cards.find(account)
  const replaced = card < 0 ? 0 : cards.isGood[card]!
  if (replaced === 1) {
    cards.good--
    cards.isGood[card] = 0
  }
  return { kind: 'acknowledgement', accepted: replaced === 1, replaced, known: cards.good, failures: 0 }
}

export async function reportVerifications(): Promise<number[]> {
  return Array.from(verifications)
}
