/** The thread that writes a stable store: one transaction after the other, each durable before it is answered. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

export interface StoreWrite {
  readonly records: readonly Uint8Array[]
  readonly keepFrom: number
}

/** Number of the first record, or why nothing was written. */
export type StoreAnswer = { readonly first: number } | { readonly failure: string }

const database = new DatabaseSync(workerData as string)
database.exec('PRAGMA synchronous=FULL')
const insert = database.prepare('INSERT INTO records (content) VALUES (?)')
const discard = database.prepare('DELETE FROM records WHERE number < ?')

parentPort?.on('message', (content: StoreWrite) => parentPort?.postMessage(answer(content)))

function answer({ records, keepFrom }: StoreWrite): StoreAnswer {
  database.exec('BEGIN')
  try {
    const numbers = records.map((bytes) => Number(insert.run(bytes).lastInsertRowid))
    if (keepFrom > 0) discard.run(keepFrom)
    database.exec('COMMIT')
    return { first: numbers[0] ?? 0 }
  } catch (error) {
    database.exec('ROLLBACK')
    return { failure: String(error) }
  }
}
