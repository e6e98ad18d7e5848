import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getHost } from './environment.ts'
import { StoreError } from './store-error.ts'

/**
 * Keeps a second process from running the same trials into the same file.
 * @returns what gives the lock back
 * @throws StoreError while another process has it; the lock of one that has died is taken over
 */
export function takeLock(path: string): () => void {
  if (!tryTake(path)) {
    const holder = readHolder(path)
    if (isRunning(holder)) {
      throw new StoreError(
        'SET_IN_USE',
        `expected to be alone, got process ${holder.pid} (${holder.host}) at work on ${path}. Wait for it, or give another --set. If it does not exist any more, delete that file.`,
      )
    }
    rmSync(path, { force: true })
    if (!tryTake(path))
      throw new StoreError(
        'SET_IN_USE',
        `another process has just begun to work on ${path}. Wait for it, or give another --set.`,
      )
  }
  return () => rmSync(path, { force: true })
}

interface Holder {
  readonly pid: number
  readonly host: string
}

function tryTake(path: string): boolean {
  try {
    const file = openSync(path, 'wx')
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: getHost() } satisfies Holder))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** A lock that was not written to its end is that of a process which died doing so. */
function readHolder(path: string): Holder {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return { pid: 0, host: getHost() }
  }
}

/** Of a process on another machine nothing is known, so it counts as running. */
function isRunning({ pid, host }: Holder): boolean {
  if (host !== getHost()) return true
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
