import { deserialize, serialize } from 'node:v8'
import { GroupCommit } from './group-commit.ts'

/** Stable storage of a site: records in the order in which they were written. It outlives the site. */
export interface StableStore {
  /**
   * Adds a record of plain data, and gives up all before `keepFrom`: both or neither. Resolves with its number when it is
   * durable.
   */
  write(content: unknown, keepFrom?: number): Promise<number>
  /** The durable records, oldest first. */
  read(): readonly StableRecord[]
}

export interface StableRecord {
  readonly number: number
  readonly content: unknown
}

/** What a stable store writes to. */
export interface StableMedium {
  /**
   * Adds records, and gives up all before `keepFrom`: all of it or nothing. Resolves with the number of the first one when
   * they are durable.
   */
  write(records: readonly Uint8Array[], keepFrom: number): Promise<number>
  read(): readonly { readonly number: number; readonly bytes: Uint8Array }[]
}

/** A store with group commit. */
export function createStableStore(medium: StableMedium): StableStore {
  const commits = new GroupCommit((group: readonly Written[]) =>
    medium.write(
      group.map(({ bytes }) => bytes),
      Math.max(...group.map(({ keepFrom }) => keepFrom)),
    ),
  )
  return {
    async write(content, keepFrom = 0) {
      const { written, index } = await commits.add({ bytes: serialize(content), keepFrom })
      return written + index
    },
    read: () => medium.read().map(({ number, bytes }) => ({ number, content: deserialize(bytes) as unknown })),
  }
}

interface Written {
  readonly bytes: Uint8Array
  readonly keepFrom: number
}

/** What a store on virtual time keeps. */
export interface MemoryRecords {
  last: number
  readonly records: { readonly number: number; readonly bytes: Uint8Array }[]
}

/** What a durable write takes in virtual time, in ms: twice what a file's does, and as short beside the windows of a trial. */
const writeMs = 0.04

/**
 * In memory, for a site on virtual time. Of a write whose time has not come when the site ends, nothing is kept:
 * `after` then never resolves.
 */
export function createMemoryStore(kept: MemoryRecords, after: (ms: number) => Promise<void>): StableStore {
  return createStableStore({
    async write(records, keepFrom) {
      await after(writeMs)
      const first = kept.last + 1
      for (const bytes of records) kept.records.push({ number: ++kept.last, bytes })
      kept.records.splice(
        0,
        kept.records.findIndex(({ number }) => number >= keepFrom),
      )
      return first
    },
    read: () => kept.records,
  })
}
