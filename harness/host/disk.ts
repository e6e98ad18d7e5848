import type { Disk } from '../../workloads/contract.ts'
import { GroupCommit } from './group-commit.ts'

/** What a disk writes to. */
export interface Medium {
  /** Adds records to the end of a file, in order; resolves when all of them are durable. */
  write(file: string, records: readonly string[]): Promise<void>
  /** The durable records of a file, oldest first. */
  read(file: string): Promise<readonly string[]>
}

/** Thrown where a file cannot be written, read or named so. */
export class DiskError extends Error {
  readonly code: 'DISK_NAME' | 'DISK_CORRUPT'

  constructor(code: DiskError['code'], message: string) {
    super(message)
    this.name = 'DiskError'
    this.code = code
  }
}

/** A disk with group commit for each file: many processes share the price of one write. */
export function createDisk(medium: Medium): Disk {
  const files = new Map<string, GroupCommit<string, void>>()
  return {
    append(file, record) {
      checkName(file)
      const commits = files.getOrInsertComputed(file, () => new GroupCommit((records) => medium.write(file, records)))
      return commits.add(record).then(() => undefined)
    },
    read(file) {
      checkName(file)
      return medium.read(file)
    },
  }
}

function checkName(file: string): void {
  if (/^[a-z0-9][a-z0-9.-]*$/.test(file)) return
  throw new DiskError(
    'DISK_NAME',
    `No file can be called ${JSON.stringify(file)}: expected lower-case letters, digits, \`-\` and \`.\`, with a letter or digit first.`,
  )
}
