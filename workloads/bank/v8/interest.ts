/** Interest for a day, in millionths of the balance; and of what is beyond the threshold, in addition. */
const rate = 100
const premium = 50
/** In cents. */
const threshold = 100_000
const millionths = 1_000_000

/** Interest that is less than a cent is kept until it is one. */
export class InterestBook {
  /** In millionths of a cent, by account. */
  fractions = new Map<number, number>()

  /** Whole cents that are due for a day with this balance. */
  accrue(account: number, cents: number): number {
    const due = this.fractionOf(account) + cents * rate + Math.max(0, cents - threshold) * premium
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
