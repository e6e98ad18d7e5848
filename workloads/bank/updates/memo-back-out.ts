import type { Disk } from '../../contract.ts'
import type { Transferred } from '../protocol.ts'
import { recordTransfer } from '../v3/journal.ts'
import { transfer } from '../v3/teller.ts'

/** Memos are no longer kept. */
export const interprocedures = {
  'teller.ts#transfer': (
    from: number,
    to: number,
    cents: number,
    express: boolean,
    _memo: string,
    disk: Disk,
  ): Promise<Transferred> => transfer(from, to, cents, express, disk),
  'journal.ts#recordTransfer': (
    disk: Disk,
    from: number,
    to: number,
    debited: number,
    credited: number,
    _memo: string,
  ): Promise<void> => recordTransfer(disk, from, to, debited, credited),
}
