import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { StoreAnswer, StoreWrite } from './sqlite-worker.ts'
import { createStableStore, type StableStore } from './stable-store.ts'

/**
 * A store in SQLite: write-ahead logging, and each transaction is synced before it counts (`synchronous=FULL`). It has a
 * thread of its own to write, so that its site goes on while the disk is at work; the thread ends with the site's. The
 * driver is loaded by those only who open a store.
 */
export function openSqliteStore(path: string): StableStore {
  mkdirSync(dirname(path), { recursive: true })
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL')
  database.exec('CREATE TABLE IF NOT EXISTS records (number INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL)')
  const select = database.prepare('SELECT number, content FROM records ORDER BY number')
  let writer: Worker | undefined
  return createStableStore({
    async write(records, keepFrom) {
      writer ??= startWriter(path)
      writer.postMessage({ records, keepFrom } satisfies StoreWrite)
      const [answer] = (await once(writer, 'message')) as [StoreAnswer]
      if ('failure' in answer) throw new Error(`${path} could not be written: ${answer.failure}`)
      return answer.first
    },
    read: () => select.all().map(({ number, content }) => ({ number: Number(number), bytes: content as Uint8Array })),
  })
}

function startWriter(path: string): Worker {
  const writer = new Worker(new URL('sqlite-worker.ts', import.meta.url), { workerData: path })
  // Who has nothing else to do does not wait for more to write.
  writer.unref()
  return writer
}
