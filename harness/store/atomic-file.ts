import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'

/** Writes a file so that a reader sees the old content or the new one, whole, even if the machine stops half-way. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  if (!existsSync(path)) return replaceFile(path, content)
  const target = realpathSync(path)
  // A device or a pipe (`/dev/stdout`) is to be written to: a file put in its place would destroy it.
  if (statSync(target).isFile()) replaceFile(target, content)
  else writeFileSync(target, content)
}

function replaceFile(path: string, content: string | Uint8Array): void {
  // Not by the process's number: on a volume that machines share, containers have the same.
  const temporary = `${path}.${randomUUID()}.tmp`
  const file = openSync(temporary, 'w')
  try {
    writeFileSync(file, content)
    fsyncSync(file)
    closeSync(file)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
