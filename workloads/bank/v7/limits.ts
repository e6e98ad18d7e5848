/** Cents that an account may give away between two audits of its branch. */
const allowance = 25_000

/** What accounts have given away since their branch was audited. */
export class Allowances {
  spent = new Map<number, number>()

  covers(account: number, cents: number): boolean {
    return this.spentBy(account) + cents <= allowance
  }

  spend(account: number, cents: number): void {
    this.spent.set(account, this.spentBy(account) + cents)
  }

  renew(accounts: readonly number[]): void {
    for (const account of accounts) this.spent.delete(account)
  }

  private spentBy(account: number): number {
    return this.spent.get(account) ?? 0
  }
}

const allowances = new Allowances()

export function mayGive(account: number, cents: number): boolean {
  return allowances.covers(account, cents)
}

export function noteGiven(account: number, cents: number): void {
  allowances.spend(account, cents)
}

/** A new period begins. */
export function renew(accounts: readonly number[]): void {
  allowances.renew(accounts)
}
