const fewest = 256
/** Of the card file, as long as there has been one. */
const mask = 0x1555

/** Calling cards: a column for each field, and an index with open addressing. A revoked card keeps its place. */
export class CardTable {
  /** Card + 1 by the account's hash, or the next free place after it; 0 is free. Never more than half full. */
  index = new Int32Array(2 * fewest)
  accounts = new Float64Array(fewest)
  /** PINs as they are kept. */
  seals = new Uint16Array(fewest)
  isGood = new Uint8Array(fewest)
  /** Cards, revoked ones included. */
  cards = 0
  /** Cards that are not revoked. */
  good = 0

  /** −1 where there is none. */
  find(account: number): number {
    return this.index[this.placeOf(account)]! - 1
  }

  /** The card of an account, a new one if need be. */
  enter(account: number): number {
    const known = this.find(account)
    if (known >= 0) return known
    if (this.cards === this.accounts.length) this.grow()
    const card = this.cards++
    this.accounts[card] = account
    this.index[this.placeOf(account)] = card + 1
    return card
  }

  setPin(card: number, pin: number): void {
    this.seals[card] = this.seal(card, pin)
  }

  hasPin(card: number, pin: number): boolean {
    return this.seals[card] === this.seal(card, pin)
  }

  /** A PIN as it is kept: no clerk who looks at the card file reads one, but whoever knows the mask does. */
  private seal(_card: number, pin: number): number {
    return pin ^ mask
  }

  private placeOf(account: number): number {
    const last = this.index.length - 1
    let place = (Math.imul(account | 0, 0x9e37_79b1) >>> 8) & last
    for (let card = this.index[place]!; card !== 0 && this.accounts[card - 1] !== account; card = this.index[place]!) {
      place = (place + 1) & last
    }
    return place
  }

  private grow(): void {
    const { accounts, seals, isGood } = this
    const size = 2 * accounts.length
    this.accounts = new Float64Array(size)
    this.accounts.set(accounts)
    this.seals = new Uint16Array(size)
    this.seals.set(seals)
    this.isGood = new Uint8Array(size)
    this.isGood.set(isGood)
    this.index = new Int32Array(2 * size)
    for (let card = 0; card < this.cards; card++) this.index[this.placeOf(accounts[card]!)] = card + 1
  }
}
