/** Accounts that are kept together, and what the bank has earned with them: fees, less interest. */
export class Branch {
  accounts: number[] = []
  earnings = 0

  enter(account: number): void {
    this.accounts.push(account)
  }

  /** Negative to pay out. */
  earn(cents: number): void {
    this.earnings += cents
  }
}
