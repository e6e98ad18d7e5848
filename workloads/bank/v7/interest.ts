/** Interest for a day, in millionths of the balance. */
const rate = 100
const millionths = 1_000_000

/** Interest that is less than a cent is kept until it is one. */
export class InterestBook {
  /** In millionths of a cent, by account. */
  fractions = new Map<number, number>()

  /** Whole cents that are due for a day with this balance. */
  accrue(account: number, cents: number): number {
    const due = this.fractionOf(account) + cents * rate
    this.fractions.set(account, due % millionths)
    return Math.floor(due / millionths)
  }

  fractionOf(account: number): number {
    return this.fractions.get(account) ?? 0
  }

  restore(account: number, fraction: number): void {
    this.fractions.set(account, fraction)
  }
}
