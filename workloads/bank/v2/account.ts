import type { Amount } from '../protocol.ts'

/** What a client has with the bank. */
export class Account {
  branch: number
  cents: number

  constructor(branch: number, deposit: Amount) {
    this.branch = branch
    this.cents = deposit.cents
  }

  covers(cents: number): boolean {
    return this.cents >= cents
  }

  /** Negative to withdraw. */
  deposit(cents: number): void {
    this.cents += cents
  }

  get balance(): Amount {
    return { cents: this.cents, currency: '' }
  }
}
