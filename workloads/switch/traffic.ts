import type { Random } from '../../harness/load/random.ts'
import type { Parameter, Parameters, Traffic } from '../contract.ts'
import { digest } from './digest.ts'
import type { Assign, CardQuery, Issue, Lookup, Reply, Request } from './protocol.ts'

export const parameters = {
  processes: { default: 1, minimum: 1, maximum: 64, summary: 'concurrent activations of main' },
  numbers: {
    default: 1_000_000,
    minimum: 10,
    maximum: 2_000_000,
    smoke: 5000,
    summary: 'toll-free numbers assigned before the queries',
  },
  cards: {
    default: 250_000,
    minimum: 10,
    maximum: 2_000_000,
    smoke: 2000,
    summary: 'calling cards issued before the queries',
  },
  orders: { default: 5, minimum: 0, maximum: 1000, summary: 'orders of the administration in 1000 requests' },
  probes: {
    default: 2000,
    minimum: 10,
    maximum: 10_000,
    smoke: 500,
    summary: 'requests at the end that show the final state',
  },
} as const satisfies Record<string, Parameter>

/** Destinations that many call, numbers with the code 888, and cards whose PINs somebody tries out. */
const popular = 1024
const newCodeNumbers = 512
const victims = 64

/**
 * Requests 0 … numbers−1 assign the numbers, the next ones issue the cards; then come queries, with a few orders among
 * them. Each is made of three draws at most, whose bits are shared out, for this is done while the clock runs.
 */
export function createTraffic(values: Parameters): Traffic<Request, Reply> {
  const numbers = values['numbers'] ?? parameters.numbers.default
  const cards = values['cards'] ?? parameters.cards.default
  const probes = values['probes'] ?? parameters.probes.default
  const orders = Math.round(((values['orders'] ?? parameters.orders.default) * 1024) / 1000)
  return {
    setup: numbers + cards,
    request(id, random) {
      if (id < numbers) return createAssign(800, lineOf(id), random.next() | 0, random.next() | 0)
      if (id < numbers + cards) return { kind: 'issue', account: accountOf(id - numbers), pin: pinOf(id - numbers) }
      const dice = random.next() | 0
      const kind = dice & 1023
      if (kind < orders) return createOrder(numbers, cards, dice >>> 10, random)
      if (kind < 768) return createLookup(numbers, dice >>> 10, random.next() >>> 0)
      return createCardQuery(cards, dice >>> 10, random.next() >>> 0)
    },
    probes,
    probe: (index) => createProbe(index, probes, numbers, cards),
    digest,
  }
}

/** Half of the lookups are for popular numbers, one in 16 for any at all, one in 8 for a number with the code 888. */
function createLookup(numbers: number, dice: number, draw: number): Lookup {
  const minute = (dice >>> 7) % 1440
  const choice = dice & 15
  if (choice < 2) return { kind: 'lookup', code: 888, line: lineOf(draw % newCodeNumbers), minute }
  if (choice === 2) return { kind: 'lookup', code: 800, line: 2_000_000 + (draw % 8_000_000), minute }
  const k = choice < 11 ? (draw % popular) % numbers : draw % numbers
  return { kind: 'lookup', code: 800, line: lineOf(k), minute }
}

/** One query in 16 comes from somebody who tries PINs out, one in 32 is for no card; of the others one in 32 has a wrong PIN. */
function createCardQuery(cards: number, dice: number, draw: number): CardQuery {
  const choice = dice & 31
  const from = 200 + ((dice >>> 5) & 255)
  const to = 200 + ((dice >>> 13) & 511)
  if (choice === 0) return { kind: 'card', account: 9_000_000_000 + (draw % 100_000), pin: 0, from, to }
  const k = choice < 3 ? (draw % victims) % cards : draw % cards
  const isWrong = choice < 3 ? draw >>> 29 !== 0 : choice === 3
  return {
    kind: 'card',
    account: accountOf(k),
    pin: isWrong ? (pinOf(k) + 1 + (draw % 97)) % 10_000 : pinOf(k),
    from,
    to,
  }
}

function createOrder(numbers: number, cards: number, dice: number, random: Random): Request {
  const first = random.next() | 0
  const second = random.next() | 0
  const k = (first >>> 1) % numbers
  const card = (first >>> 1) % cards
  switch (dice & 15) {
    case 0:
      return { kind: 'report' }
    case 1:
      return { kind: 'release', code: 800, line: lineOf(k) }
    case 2:
      return { kind: 'release', code: 888, line: lineOf(k % newCodeNumbers) }
    case 3:
    case 4:
    case 5:
      return createAssign(888, lineOf((first >>> 1) % newCodeNumbers), first, second)
    case 6:
    case 7:
      return createAssign(800, lineOf(((first >>> 1) % popular) % numbers), first, second)
    case 8:
      return createAssign(800, lineOf(k), first, second)
    case 9:
      return { kind: 'revoke', account: accountOf(card) }
    case 10:
      return { kind: 'inspect', code: (dice & 16) === 0 ? 800 : 888, line: lineOf(k) }
    case 11:
      return createIssue(card, (pinOf(card) + 1) % 10_000)
    default:
      return createIssue(((first >>> 1) % victims) % cards, pinOf(((first >>> 1) % victims) % cards))
  }
}

/** Half of the customers have an alternate number, half have chosen a carrier. */
function createAssign(code: number, line: number, first: number, second: number): Assign {
  const alternate = (first & 1) === 0 ? 0 : 2_010_000_000 + (first >>> 1)
  return {
    kind: 'assign',
    code,
    line,
    primary: 2_020_000_000 + (second >>> 0),
    alternate,
    share: (second >>> 3) % 10,
    carrier: (second & 1) === 0 ? 0 : 200 + ((first >>> 8) & 511),
  }
}

function createIssue(k: number, pin: number): Issue {
  return { kind: 'issue', account: accountOf(k), pin }
}

/** Evenly over all records, what is in them and whether cards are good; at last what was counted. */
function createProbe(index: number, probes: number, numbers: number, cards: number): Request {
  if (index === probes - 1) return { kind: 'report' }
  const round = Math.floor(index / 4)
  const rounds = Math.ceil(probes / 4)
  switch (index % 4) {
    case 0: {
      const k = Math.floor((round * cards) / rounds)
      return { kind: 'card', account: accountOf(k), pin: pinOf(k), from: 212, to: 200 + (index % 700) }
    }
    case 1:
      return { kind: 'inspect', code: 888, line: lineOf(round % newCodeNumbers) }
    default: {
      const k = Math.floor(((2 * round + (index % 2)) * numbers) / (2 * rounds))
      return { kind: 'inspect', code: 800, line: lineOf(k) }
    }
  }
}

/** The k-th number, without its code: no two are the same below two millions. */
function lineOf(k: number): number {
  return 2_000_000 + ((k * 1021) % 8_000_000)
}

/** The k-th card's account. */
function accountOf(k: number): number {
  return 2_030_000_000 + k * 911
}

function pinOf(k: number): number {
  return (Math.imul(k + 1, 0x9e37_79b1) >>> 8) % 10_000
}
