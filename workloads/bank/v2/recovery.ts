import type { Disk } from '../../contract.ts'
import { readEntries } from './journal.ts'
import { redo } from './ledger.ts'
import { Locks } from './locks.ts'

const opening = new Locks()
const door = 0
let recovered = false

/** Brings the ledger to where the journal says it was; the first teller does it, the others wait. */
export async function recover(disk: Disk): Promise<void> {
  await opening.acquire(door)
  if (!recovered) {
    for (const entry of await readEntries(disk)) await redo(entry)
    recovered = true
  }
  opening.release(door)
}
