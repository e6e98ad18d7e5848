import type { Disk } from '../../workloads/contract.ts'

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

/**
 * A disk with group commit: what is added while a write is under way goes into the next one together, so that many
 * processes share the price of one. No record waits for company.
 */
export function createDisk(medium: Medium): Disk {
  const queues = new Map<string, Queue>()
  return {
    append(file, record) {
      checkName(file)
      const queue = queues.get(file) ?? new Queue(medium, file)
      queues.set(file, queue)
      return queue.append(record)
    },
    read(file) {
      checkName(file)
      return medium.read(file)
    },
  }
}

interface Waiting {
  readonly record: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** The records of one file that are not durable yet. */
class Queue {
  readonly #medium: Medium
  readonly #file: string
  #waiting: Waiting[] = []
  #writing = false

  constructor(medium: Medium, file: string) {
    this.#medium = medium
    this.#file = file
  }

  append(record: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject })
      if (!this.#writing) void this.#writeAll()
    })
  }

  async #writeAll(): Promise<void> {
    this.#writing = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      await this.#write(batch)
    }
    this.#writing = false
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#medium.write(
        this.#file,
        batch.map(({ record }) => record),
      )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}

function checkName(file: string): void {
  if (/^[a-z0-9][a-z0-9.-]*$/.test(file)) return
  throw new DiskError(
    'DISK_NAME',
    `No file can be called ${JSON.stringify(file)}: expected lower-case letters, digits, \`-\` and \`.\`, with a letter or digit first.`,
  )
}
