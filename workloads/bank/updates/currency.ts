import type { Account as OldAccount } from '../v2/account.ts'
import { Account } from '../v3/account.ts'

/** All accounts so far are in the currency that there was. */
export const mappers = {
  'ledger.ts#accounts': (accounts: Map<number, OldAccount>): Map<number, Account> =>
    new Map(
      [...accounts].map(
        ([number, { branch, cents }]) => [number, new Account(branch, { cents, currency: 'EUR' })] as const,
      ),
    ),
}
