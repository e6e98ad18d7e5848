import type { Disk } from '../../contract.ts'
import type { Transferred } from '../protocol.ts'
import { recordTransfer } from '../v4/journal.ts'
import { transfer } from '../v4/teller.ts'

/** An old caller has no memo. */
export const interprocedures = {
  'teller.ts#transfer': (from: number, to: number, cents: number, express: boolean, disk: Disk): Promise<Transferred> =>
    transfer(from, to, cents, express, '', disk),
  'journal.ts#recordTransfer': (
    disk: Disk,
    from: number,
    to: number,
    debited: number,
    credited: number,
  ): Promise<void> => recordTransfer(disk, from, to, debited, credited, ''),
}
