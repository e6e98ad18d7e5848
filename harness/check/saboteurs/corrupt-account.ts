import { corruptDatum } from './corrupt-datum.ts'

/** Gives one client of the bank's first release a cent that nobody has paid. */
export const strategy = corruptDatum(
  'corrupt-account',
  'ledger.ts#accounts',
  (accounts: Map<number, { cents: number }>) => {
    accounts.get(1)!.cents++
    return accounts
  },
)
