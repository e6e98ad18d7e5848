import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from './store-error.ts'

/**
 * Makes a folder, and those that it is in. One by one: asked to make them all at once where the system says that a
 * folder which is there is not (below /proc, for one), Node tries for ever.
 * @throws StoreError where it cannot be made
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return
    throw new StoreError('FOLDER_NOT_WRITABLE', `${path}: expected a folder, got a file. Give another folder.`)
  }
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    if (existsSync(path)) return
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      'FOLDER_NOT_WRITABLE',
      `${path}: expected a folder that can be made, got: ${reason}. Nothing was run. Give another folder.`,
    )
  }
}
