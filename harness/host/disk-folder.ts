import { access, copyFile, mkdir, open, readdir, readFile, rm, truncate, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { DiskError, type Medium } from './disk.ts'

/**
 * Files in a folder, which is made when the first record is added. A record is a line: a checksum, and the record as
 * JSON. A write is durable when `fdatasync` says so; it runs beside the site's thread, so that other processes go on.
 *
 * When a file is opened again, an end that was torn off (by a crash in the middle of a write) is cut away: no such
 * record was ever acknowledged.
 */
export class FolderMedium implements Medium {
  readonly #folder: string
  readonly #open = new Map<string, Promise<FileHandle>>()
  /** After a write that failed nobody knows what is in the file: no later one may succeed. */
  readonly #broken = new Map<string, unknown>()

  constructor(folder: string) {
    this.#folder = folder
  }

  async write(file: string, records: readonly string[]): Promise<void> {
    if (this.#broken.has(file)) throw this.#broken.get(file)
    try {
      const handle = await this.#opened(file)
      await handle.appendFile(records.map(encode).join(''))
      await handle.datasync()
    } catch (error) {
      this.#broken.set(file, error)
      throw error
    }
  }

  async read(file: string): Promise<readonly string[]> {
    return (await readRecords(join(this.#folder, file))).records
  }

  async close(): Promise<void> {
    for (const handle of this.#open.values()) await (await handle).close()
    this.#open.clear()
  }

  #opened(file: string): Promise<FileHandle> {
    const handle = this.#open.get(file) ?? openFile(this.#folder, file)
    this.#open.set(file, handle)
    return handle
  }
}

/** All durable records in a folder, by file; none where there is no such folder. */
export async function readFolder(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  if (!(await exists(folder))) return new Map()
  const files = await readdir(folder)
  return new Map(
    await Promise.all(files.map(async (file) => [file, (await readRecords(join(folder, file))).records] as const)),
  )
}

/**
 * Files of one folder become those of another. A file that is there keeps its identity, so that who has it open goes on
 * behind what was copied.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  if (!(await exists(from)) && !(await exists(to))) return
  await mkdir(to, { recursive: true })
  const files = (await exists(from)) ? await readdir(from) : []
  const gone = (await readdir(to)).filter((file) => !files.includes(file))
  await Promise.all(gone.map((file) => rm(join(to, file))))
  for (const file of files) {
    await copyFile(join(from, file), join(to, file))
    await sync(join(to, file))
  }
  await sync(to)
}

async function openFile(folder: string, file: string): Promise<FileHandle> {
  const path = join(folder, file)
  await mkdir(folder, { recursive: true })
  const { torn, bytes } = await readRecords(path)
  if (torn) await truncate(path, bytes)
  const handle = await open(path, 'a')
  // A new file's name is durable only when its folder is.
  await sync(folder)
  return handle
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function encode(record: string): string {
  const text = JSON.stringify(record)
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`
}

interface Content {
  readonly records: readonly string[]
  /** Length of what is whole. */
  readonly bytes: number
  /** Something follows that is not. */
  readonly torn: boolean
}

/** @throws DiskError where a record is damaged that others follow: then it is not a write that was cut short */
async function readRecords(path: string): Promise<Content> {
  if (!(await exists(path))) return { records: [], bytes: 0, torn: false }
  const lines = (await readFile(path, 'utf8')).split('\n')
  const rest = lines.pop()
  const decoded = lines.map(decode)
  const first = decoded.indexOf(undefined)
  if (first !== -1 && decoded.slice(first).some((record) => record !== undefined))
    throw new DiskError('DISK_CORRUPT', `Record ${first} of ${path} is damaged, and whole ones follow it.`)
  const whole = first === -1 ? lines.length : first
  const bytes = lines.slice(0, whole).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  return {
    records: decoded.slice(0, whole).filter((record) => record !== undefined),
    bytes,
    torn: whole < lines.length || rest !== '',
  }
}

function decode(line: string): string | undefined {
  const text = line.slice(9)
  return crc32(text).toString(16).padStart(8, '0') === line.slice(0, 8) ? (JSON.parse(text) as string) : undefined
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
