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

/** Writes a file so that a reader sees the old text or the new one, whole, even if the machine stops half-way. */
export function writeAtomically(path: string, text: string): void {
  if (!existsSync(path)) return replaceFile(path, text)
  const target = realpathSync(path)
  // A device or a pipe (`/dev/stdout`) is to be written to: a file put in its place would destroy it.
  if (statSync(target).isFile()) replaceFile(target, text)
  else writeFileSync(target, text)
}

function replaceFile(path: string, text: string): void {
  // Not by the process's number: on a volume that machines share, containers have the same.
  const temporary = `${path}.${randomUUID()}.tmp`
  const file = openSync(temporary, 'w')
  try {
    writeFileSync(file, text)
    fsyncSync(file)
    closeSync(file)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
