import { Account } from '../v2/account.ts'
import type { Account as NewAccount } from '../v3/account.ts'

/** The currencies are forgotten: a branch with another than the first has to be closed before. */
export const mappers = {
  'ledger.ts#accounts': (accounts: Map<number, NewAccount>): Map<number, Account> =>
    new Map([...accounts].map(([number, { branch, money }]) => [number, new Account(branch, money)] as const)),
}
