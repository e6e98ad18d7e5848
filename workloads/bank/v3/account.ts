import type { Amount } from '../protocol.ts'

/** What a client has with the bank. */
export class Account {
  branch: number
  money: Amount

  constructor(branch: number, deposit: Amount) {
    this.branch = branch
    this.money = { cents: deposit.cents, currency: deposit.currency }
  }

  covers(cents: number): boolean {
    return this.money.cents >= cents
  }

  /** Negative to withdraw. */
  deposit(cents: number): void {
    this.money = { ...this.money, cents: this.money.cents + cents }
  }

  get balance(): Amount {
    return this.money
  }
}
