/** Money that has left one account and not reached the other. */
export interface Transit {
  /** Account that it came from, which is locked; 0 where it was the bank. */
  readonly from: number
  readonly to: number
  readonly cents: number
  /** Of the transfer. */
  readonly fee: number
}

/** All money under way, by a number of its own. */
export class Transits {
  last = 0
  open = new Map<number, Transit>()

  start(transit: Transit): number {
    this.last++
    this.open.set(this.last, transit)
    return this.last
  }

  finish(number: number): Transit {
    const transit = this.open.get(number)
    if (transit === undefined) throw new Error(`No money is under way as number ${number}.`)
    this.open.delete(number)
    return transit
  }

  /** Cents on the way to the given accounts. */
  sumTo(accounts: ReadonlySet<number>): number {
    let sum = 0
    for (const { to, cents } of this.open.values()) if (accounts.has(to)) sum += cents
    return sum
  }
}
