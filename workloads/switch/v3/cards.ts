import type { Acknowledgement, CardOutcome, CardQuery, Verification } from '../protocol.ts'
import { CardTable } from './card-table.ts'
import { bandOf } from './tariff.ts'

/** All calling cards. */
const cards = new CardTable()
/** Queries by outcome, with room for outcomes to come. */
const verifications = new Float64Array(4)

/** Decides before it asks for the band, so queries take effect in the order of their arrival. */
export async function verify({ account, pin, from, to }: CardQuery): Promise<Verification> {
  const outcome = judge(account, pin)
  verifications[outcome]!++
  const band = outcome === 0 ? await bandOf(from, to) : 0
  return { kind: 'verification', outcome, band, failures: 0 }
}

function judge(account: number, pin: number): CardOutcome {
  const card = cards.find(account)
  if (card < 0 || cards.isGood[card] === 0) return 1
  return cards.hasPin(card, pin) ? 0 : 2
}

export async function issue(account: number, pin: number): Promise<Acknowledgement> {
  const card = cards.enter(account)
  const replaced = cards.isGood[card]!
  if (replaced === 0) cards.good++
  cards.isGood[card] = 1
  cards.setPin(card, pin)
  return { kind: 'acknowledgement', accepted: true, replaced, known: cards.good, failures: 0 }
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
