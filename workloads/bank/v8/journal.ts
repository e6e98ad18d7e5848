import type { Disk } from '../../contract.ts'
import type { Amount } from '../protocol.ts'
import type { Entry } from './entry.ts'

const file = 'journal'

/** Of the journal's format. */
export const edition = 2

export async function recordOpening(
  disk: Disk,
  number: number,
  account: number,
  branch: number,
  balance: Amount,
): Promise<void> {
  await disk.append(file, `${prefix(number)}open ${account} ${branch} ${balance.cents} ${balance.currency}`)
}

export async function recordTransfer(
  disk: Disk,
  number: number,
  from: number,
  to: number,
  debited: number,
  credited: number,
  memo: string,
): Promise<void> {
  await disk.append(file, `${prefix(number)}transfer ${from} ${to} ${debited} ${credited} ${memo}`)
}

/** With the interest goes what is not a whole cent yet. */
export async function recordInterest(
  disk: Disk,
  number: number,
  account: number,
  paid: number,
  fraction: number,
): Promise<void> {
  await disk.append(file, `${prefix(number)}interest ${account} ${paid} ${fraction}`)
}

/** What the ledger did not number is written as in the first edition. */
function prefix(number: number): string {
  return number === 0 ? '' : `#${number} `
}

/** The currency of accounts that were opened when there was but one. */
const homeCurrency = 'EUR'

/** All entries, the oldest first. */
export async function readEntries(disk: Disk): Promise<readonly Entry[]> {
  const records = await disk.read(file)
  return records.map(parseRecord)
}

/** Records of the first edition have no number. */
export function parseRecord(record: string): Entry {
  const words = record.split(' ')
  const number = words[0]?.startsWith('#') === true ? Number(words.shift()?.slice(1)) : 0
  const [kind, first, second, third, fourth] = words
  switch (kind) {
    case 'open':
      return {
        number,
        kind,
        account: Number(first),
        branch: Number(second),
        cents: Number(third),
        currency: fourth ?? homeCurrency,
      }
    case 'transfer':
      return {
        number,
        kind,
        from: Number(first),
        to: Number(second),
        debited: Number(third),
        credited: Number(fourth),
      }
    case 'interest':
      return { number, kind, account: Number(first), paid: Number(second), fraction: Number(third) }
    default:
      throw new Error(`The journal has a record of an unknown kind: ${record}`)
  }
}
