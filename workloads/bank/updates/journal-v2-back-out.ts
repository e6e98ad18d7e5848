import type { Disk } from '../../contract.ts'
import type { Amount, Open } from '../protocol.ts'
import { parseRecord, readEntries, recordInterest, recordOpening, recordTransfer } from '../v6/journal.ts'
import { accrue, debit, openAccount, redo } from '../v6/ledger.ts'
import type { Entry } from '../v7/entry.ts'
import type { Accrual, Debit, Opening } from '../v7/ledger.ts'

/** Nothing is numbered any more; 0 says so. */
export const interprocedures = {
  'ledger.ts#openAccount': async (opening: Omit<Open, 'kind'>): Promise<Opening> => ({
    entry: 0,
    balance: await openAccount(opening),
  }),
  'ledger.ts#debit': async (from: number, to: number, cents: number, express: boolean): Promise<Debit> => ({
    entry: 0,
    ...(await debit(from, to, cents, express)),
  }),
  'ledger.ts#accrue': async (account: number): Promise<Accrual> => ({ entry: 0, ...(await accrue(account)) }),
  'ledger.ts#redo': (entry: Entry): Promise<void> => redo(entry),
  'journal.ts#recordOpening': (
    disk: Disk,
    _number: number,
    account: number,
    branch: number,
    balance: Amount,
  ): Promise<void> => recordOpening(disk, account, branch, balance),
  'journal.ts#recordTransfer': (
    disk: Disk,
    _number: number,
    from: number,
    to: number,
    debited: number,
    credited: number,
    memo: string,
  ): Promise<void> => recordTransfer(disk, from, to, debited, credited, memo),
  'journal.ts#recordInterest': (
    disk: Disk,
    _number: number,
    account: number,
    paid: number,
    fraction: number,
  ): Promise<void> => recordInterest(disk, account, paid, fraction),
  'journal.ts#readEntries': async (disk: Disk): Promise<readonly Entry[]> =>
    (await readEntries(disk)).map((entry) => ({ ...entry, number: 0 })),
  'journal.ts#parseRecord': (record: string): Entry => ({ ...parseRecord(record), number: 0 }),
}
