import type { Disk } from '../../contract.ts'
import type { Amount } from '../protocol.ts'
import type { Entry } from './entry.ts'

const file = 'journal'

/** Of the journal's format. */
export const edition = 1

export async function recordOpening(disk: Disk, account: number, branch: number, balance: Amount): Promise<void> {
  await disk.append(file, `open ${account} ${branch} ${balance.cents} ${balance.currency}`)
}

export async function recordTransfer(
  disk: Disk,
  from: number,
  to: number,
  debited: number,
  credited: number,
  memo: string,
): Promise<void> {
  await disk.append(file, `transfer ${from} ${to} ${debited} ${credited} ${memo}`)
}

/** With the interest goes what is not a whole cent yet. */
export async function recordInterest(disk: Disk, account: number, paid: number, fraction: number): Promise<void> {
  await disk.append(file, `interest ${account} ${paid} ${fraction}`)
}

/** The currency of accounts that were opened when there was but one. */
const homeCurrency = 'EUR'

/** All entries, the oldest first. */
export async function readEntries(disk: Disk): Promise<readonly Entry[]> {
  const records = await disk.read(file)
  return records.map(parseRecord)
}

export function parseRecord(record: string): Entry {
  const [kind, first, second, third, fourth] = record.split(' ')
  switch (kind) {
    case 'open':
      return {
        kind,
        account: Number(first),
        branch: Number(second),
        cents: Number(third),
        currency: fourth ?? homeCurrency,
      }
    case 'transfer':
      return { kind, from: Number(first), to: Number(second), debited: Number(third), credited: Number(fourth) }
    case 'interest':
      return { kind, account: Number(first), paid: Number(second), fraction: Number(third) }
    default:
      throw new Error(`The journal has a record of an unknown kind: ${record}`)
  }
}
