import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'

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

/**
 * A store in SQLite: write-ahead logging, and each transaction is synced before it counts (`synchronous=FULL`). The driver
 * is loaded by those only who open a store.
 */
export function openSqliteStore(path: string): StableStore {
  mkdirSync(dirname(path), { recursive: true })
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
  database.exec('CREATE TABLE IF NOT EXISTS records (number INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL)')
  return new SqliteStore(database)
}

class SqliteStore implements StableStore {
  readonly #database: DatabaseSync
  readonly #insert: ReturnType<DatabaseSync['prepare']>
  readonly #discard: ReturnType<DatabaseSync['prepare']>
  readonly #select: ReturnType<DatabaseSync['prepare']>

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#insert = database.prepare('INSERT INTO records (content) VALUES (?)')
    this.#discard = database.prepare('DELETE FROM records WHERE number < ?')
    this.#select = database.prepare('SELECT number, content FROM records ORDER BY number')
  }

  write(content: unknown, keepFrom?: number): Promise<number> {
    const bytes = serialize(content)
    if (keepFrom === undefined) return Promise.resolve(Number(this.#insert.run(bytes).lastInsertRowid))
    this.#database.exec('BEGIN')
    try {
      const { lastInsertRowid } = this.#insert.run(bytes)
      this.#discard.run(keepFrom)
      this.#database.exec('COMMIT')
      return Promise.resolve(Number(lastInsertRowid))
    } catch (error) {
      this.#database.exec('ROLLBACK')
      return Promise.reject(error instanceof Error ? error : new Error(String(error)))
    }
  }

  read(): readonly StableRecord[] {
    return this.#select.all().map(({ number, content }) => ({
      number: Number(number),
      content: deserialize(content as Uint8Array) as unknown,
    }))
  }
}

/** What a store on virtual time keeps. */
export interface MemoryRecords {
  last: number
  readonly records: { readonly number: number; readonly bytes: Uint8Array }[]
}

/** What a durable write takes in virtual time, in ms: twice what a file's does, and as short beside the windows of a trial. */
const writeMs = 0.04

/**
 * The same in memory, for a site on virtual time. Of a write whose time has not come when the site ends, nothing is kept:
 * `after` then never resolves.
 */
export function createMemoryStore(kept: MemoryRecords, after: (ms: number) => Promise<void>): StableStore {
  return {
    async write(content, keepFrom = 0) {
      const bytes = serialize(content)
      await after(writeMs)
      const number = ++kept.last
      kept.records.push({ number, bytes })
      kept.records.splice(
        0,
        kept.records.findIndex((record) => record.number >= keepFrom),
      )
      return number
    },
    read: () => kept.records.map(({ number, bytes }) => ({ number, content: deserialize(bytes) as unknown })),
  }
}
