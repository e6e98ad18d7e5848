/** A branch as the specification sees it: what has happened, without what is under way. */
export interface BranchState {
  readonly accounts: ReadonlyMap<number, AccountState>
  /** Fees taken, less interest paid, in cents. */
  readonly earnings: number
}

export interface AccountState {
  readonly cents: number
  /** As seen by releases that know of currencies. */
  readonly currency: string
  /** Interest not paid yet, in millionths of a cent. */
  readonly fraction: number
  /** Cents given away since the last audit, in releases that count them. */
  readonly spent: number
}

export const emptyBranch: BranchState = { accounts: new Map(), earnings: 0 }

export function withAccount(state: BranchState, number: number, account: AccountState): BranchState {
  return { ...state, accounts: new Map(state.accounts).set(number, account) }
}
