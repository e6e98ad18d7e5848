import type { Disk } from '../../contract.ts'
import type { Amount, Open } from '../protocol.ts'
import type { Entry as OldEntry } from '../v6/entry.ts'
import type { Accrual as OldAccrual, Debit as OldDebit } from '../v6/ledger.ts'
import { parseRecord, readEntries, recordInterest, recordOpening, recordTransfer } from '../v7/journal.ts'
import { accrue, debit, openAccount, redo } from '../v7/ledger.ts'

/** An old teller writes records of the first edition: it is not told the numbers. */
export const interprocedures = {
  'ledger.ts#openAccount': async (opening: Omit<Open, 'kind'>): Promise<Amount> => (await openAccount(opening)).balance,
  'ledger.ts#debit': async (from: number, to: number, cents: number, express: boolean): Promise<OldDebit> => {
    const { refused, transit, fee, balance } = await debit(from, to, cents, express)
    return { refused, transit, fee, balance }
  },
  'ledger.ts#accrue': async (account: number): Promise<OldAccrual> => {
    const { transit, paid, fraction } = await accrue(account)
    return { transit, paid, fraction }
  },
  'ledger.ts#redo': (entry: OldEntry): Promise<void> => redo({ ...entry, number: 0 }),
  'journal.ts#recordOpening': (disk: Disk, account: number, branch: number, balance: Amount): Promise<void> =>
    recordOpening(disk, 0, account, branch, balance),
  'journal.ts#recordTransfer': (
    disk: Disk,
    from: number,
    to: number,
    debited: number,
    credited: number,
    memo: string,
  ): Promise<void> => recordTransfer(disk, 0, from, to, debited, credited, memo),
  'journal.ts#recordInterest': (disk: Disk, account: number, paid: number, fraction: number): Promise<void> =>
    recordInterest(disk, 0, account, paid, fraction),
  'journal.ts#readEntries': (disk: Disk): Promise<readonly OldEntry[]> => readEntries(disk),
  'journal.ts#parseRecord': (record: string): OldEntry => parseRecord(record),
}
