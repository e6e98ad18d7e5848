import type { Model } from '../contract.ts'
import type {
  Acknowledgement,
  Assign,
  CardOutcome,
  CardQuery,
  Inspect,
  Issue,
  Lookup,
  LookupOutcome,
  NumberRecord,
  Reply,
  Request,
  Routing,
  Verification,
} from './protocol.ts'

export function createModel(): Model<Request, Reply> {
  return new SwitchModel()
}

/** What the releases do differently, by the number of the first that does it. */
const firstWithCodes = 2
const firstWithHours = 3
const firstWithFraud = 5
const firstWithoutPlan = 6

const closedExchanges = new Set([211, 311, 411, 511, 555, 611, 711, 811, 911, 950, 976, 990, 991, 992, 993])
const carriersByHundred: Readonly<Record<number, number>> = {
  2: 288,
  3: 222,
  4: 333,
  5: 432,
  6: 444,
  7: 555,
  8: 652,
  9: 777,
}
const bandsByDistance = [1, 2, 3, 3, 4, 4, 5, 5, 6, 7]
const suspicious = 3

/** Requests that may still end under an older release after a newer one has begun to serve: 64 processes have one each. */
const stragglers = 64

interface Customer {
  readonly primary: number
  readonly alternate: number
  readonly share: number
  readonly carrier: number
  calls: number
}

/**
 * A service control point as its specification says, plain and wasteful: the README has the specification. Its state is
 * that of all releases at once, so that it can follow a program from one release to the next and back again.
 */
class SwitchModel implements Model<Request, Reply> {
  /** By number of ten digits. */
  readonly #customers = new Map<number, Customer>()
  /** Numbers in use, by code. */
  readonly #inUse = new Map<number, number>()
  /** PINs of cards that are good. */
  readonly #pins = new Map<number, number>()
  /** Wrong PINs in a row. */
  readonly #failures = new Map<number, number>()
  readonly #lookups = [0, 0, 0, 0]
  readonly #verifications = [0, 0, 0, 0]
  /** Requests in a row that were served by a release without codes, and without an eye on fraud. */
  #runWithoutCodes = 0
  #runWithoutFraud = 0

  reply(request: Request, version: string): Reply {
    const release = releaseOf(version)
    switch (request.kind) {
      case 'lookup':
        return this.#route(request, release)
      case 'card':
        return this.#verify(request, release)
      case 'assign':
        return this.#answerAssign(request, release)
      case 'release': {
        const replaced = this.#primaryOf(request, release)
        return this.#acknowledge(replaced > 0, replaced, this.#countNumbers(release) - Number(replaced > 0), 0)
      }
      case 'inspect':
        return this.#inspect(request, release)
      case 'issue': {
        const replaced = Number(this.#pins.has(request.account))
        const forgiven = release < firstWithFraud ? 0 : this.#failuresOf(request.account)
        return this.#acknowledge(true, replaced, this.#pins.size + 1 - replaced, forgiven)
      }
      case 'revoke': {
        const replaced = Number(this.#pins.has(request.account))
        return this.#acknowledge(replaced === 1, replaced, this.#pins.size - replaced, 0)
      }
      case 'report':
        return { kind: 'report', lookups: [...this.#lookups], verifications: [...this.#verifications] }
    }
  }

  apply(request: Request, version: string): void {
    const release = releaseOf(version)
    switch (request.kind) {
      case 'lookup':
        this.#countLookup(request, release)
        break
      case 'card':
        this.#countVerification(request, release)
        break
      case 'assign':
        this.#assign(request, release)
        break
      case 'release':
        if (this.#primaryOf(request, release) > 0) this.#remove(numberOf(request))
        break
      case 'issue':
        this.#issue(request, release)
        break
      case 'revoke':
        this.#pins.delete(request.account)
        break
      case 'inspect':
      case 'report':
    }
    this.#noteRelease(release)
  }

  #route(lookup: Lookup, release: number): Routing {
    const outcome = this.#lookupOutcome(lookup, release)
    if (outcome !== 0) return { kind: 'routing', outcome, destination: 0, carrier: 0 }
    const { primary, alternate, share, carrier, calls } = this.#customers.get(numberOf(lookup))!
    const isByNight = release >= firstWithHours && (lookup.minute < 480 || lookup.minute >= 1080)
    const goesToAlternate = alternate > 0 && (isByNight || calls % 10 < share)
    const usual = release < firstWithoutPlan ? carriersByHundred[Math.floor(lookup.line / 1_000_000)]! : 288
    return {
      kind: 'routing',
      outcome,
      destination: goesToAlternate ? alternate : primary,
      carrier: carrier > 0 ? carrier : usual,
    }
  }

  #lookupOutcome(lookup: Lookup, release: number): LookupOutcome {
    if (!isPossible(lookup, release)) return 2
    return this.#customers.has(numberOf(lookup)) ? 0 : 1
  }

  #countLookup(lookup: Lookup, release: number): void {
    const outcome = this.#lookupOutcome(lookup, release)
    this.#lookups[outcome]!++
    if (outcome === 0) this.#customers.get(numberOf(lookup))!.calls++
  }

  #verify(query: CardQuery, release: number): Verification {
    const outcome = this.#cardOutcome(query, release)
    const distance = Math.abs(Math.floor(query.from / 100) - Math.floor(query.to / 100))
    const band = query.from === query.to ? 8 : bandsByDistance[distance]!
    const failures = release < firstWithFraud ? 0 : this.#failuresOf(query.account) + Number(outcome === 2)
    return { kind: 'verification', outcome, band: outcome === 0 ? band : 0, failures }
  }

  #cardOutcome({ account, pin }: CardQuery, release: number): CardOutcome {
    const right = this.#pins.get(account)
    if (right === undefined) return 1
    if (release >= firstWithFraud && this.#failuresOf(account) >= suspicious) return 3
    return pin === right ? 0 : 2
  }

  #countVerification(query: CardQuery, release: number): void {
    const outcome = this.#cardOutcome(query, release)
    this.#verifications[outcome]!++
    if (release < firstWithFraud) return
    if (outcome === 0) this.#failures.delete(query.account)
    if (outcome === 2) this.#failures.set(query.account, this.#failuresOf(query.account) + 1)
  }

  #failuresOf(account: number): number {
    return this.#failures.get(account) ?? 0
  }

  #issue({ account, pin }: Issue, release: number): void {
    this.#pins.set(account, pin)
    if (release >= firstWithFraud) this.#failures.delete(account)
  }

  #answerAssign(order: Assign, release: number): Acknowledgement {
    const accepted = isPossible(order, release)
    const replaced = accepted ? this.#primaryOf(order, release) : 0
    const known = this.#countNumbers(release) + Number(accepted && replaced === 0)
    return this.#acknowledge(accepted, replaced, known, 0)
  }

  #assign(order: Assign, release: number): void {
    if (!isPossible(order, release)) return
    const { primary, alternate, share, carrier } = order
    const number = numberOf(order)
    const before = this.#customers.get(number)
    if (before === undefined) this.#inUse.set(order.code, (this.#inUse.get(order.code) ?? 0) + 1)
    this.#customers.set(number, { primary, alternate, share, carrier, calls: before?.calls ?? 0 })
  }

  #remove(number: number): void {
    const code = Math.floor(number / 10_000_000)
    this.#customers.delete(number)
    this.#inUse.set(code, this.#inUse.get(code)! - 1)
  }

  #inspect(query: Inspect, release: number): NumberRecord {
    const known = isKnownCode(query.code, release) ? this.#customers.get(numberOf(query)) : undefined
    return { kind: 'record', ...(known ?? { primary: 0, alternate: 0, share: 0, carrier: 0, calls: 0 }) }
  }

  #acknowledge(accepted: boolean, replaced: number, known: number, failures: number): Acknowledgement {
    return { kind: 'acknowledgement', accepted, replaced, known, failures }
  }

  /** 0 where nobody has the number. */
  #primaryOf(where: { readonly code: number; readonly line: number }, release: number): number {
    return isKnownCode(where.code, release) ? (this.#customers.get(numberOf(where))?.primary ?? 0) : 0
  }

  #countNumbers(release: number): number {
    const inUse = (code: number): number => this.#inUse.get(code) ?? 0
    return release < firstWithCodes ? inUse(800) : inUse(800) + inUse(888)
  }

  /** After a back-out what the older release does not know is gone, once no straggler can be left. */
  #noteRelease(release: number): void {
    this.#runWithoutCodes = release < firstWithCodes ? this.#runWithoutCodes + 1 : 0
    if (this.#runWithoutCodes === stragglers + 1 && (this.#inUse.get(888) ?? 0) > 0) {
      for (const number of this.#customers.keys()) if (number >= 8_010_000_000) this.#remove(number)
    }
    this.#runWithoutFraud = release < firstWithFraud ? this.#runWithoutFraud + 1 : 0
    if (this.#runWithoutFraud === stragglers + 1) this.#failures.clear()
  }
}

/** Whether somebody can have the number. */
function isPossible({ code, line }: { readonly code: number; readonly line: number }, release: number): boolean {
  if (!isKnownCode(code, release)) return false
  return release >= firstWithoutPlan || !closedExchanges.has(Math.floor(line / 10_000))
}

function isKnownCode(code: number, release: number): boolean {
  return code === 800 || release >= firstWithCodes
}

function numberOf({ code, line }: { readonly code: number; readonly line: number }): number {
  return code * 10_000_000 + line
}

const releases: Readonly<Record<string, number>> = { v1: 1, v2: 2, v3: 3, v4: 4, v5: 5, v6: 6 }

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
