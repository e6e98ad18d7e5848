import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getHost } from './environment.ts'
import { StoreError } from './store-error.ts'

/**
 * Keeps a second process from running the same trials into the same file.
 * @returns what gives the lock back
 * @throws StoreError while another process has it; the lock of one that has died is taken over
 */
export function takeLock(path: string): () => void {
  const taken = tryLock(path)
  if (typeof taken === 'function') return taken
  throw new StoreError(
    'SET_IN_USE',
    `expected to be alone, got process ${taken.pid} (${taken.host}) at work on ${path}. Wait for it, or give another --set. If it does not exist any more, delete that file.`,
  )
}

/** The process that has a lock. */
export interface Holder {
  readonly pid: number
  readonly host: string
  /** Tells the process from a later one of the same number; absent where the system does not tell. */
  readonly started?: string
}

/** What gives the lock back, or who has it. */
export function tryLock(path: string): (() => void) | Holder {
  const release = (): void => rmSync(path, { force: true })
  for (;;) {
    if (create(path)) return release
    const text = readText(path)
    // Given back in the meantime.
    if (text === undefined) continue
    const holder = parseHolder(text)
    if (holder !== undefined && isRunning(holder)) return holder
    // Others may have seen the same and taken it by now: theirs is left alone.
    if (readText(path) === text) rmSync(path, { force: true })
  }
}

/** Whole or not at all: a lock without its holder's number would count as that of a dead process. */
function create(path: string): boolean {
  const own = `${path}.${randomUUID()}`
  const started = getStart(process.pid)
  const holder: Holder = { pid: process.pid, host: getHost(), ...(started === undefined ? {} : { started }) }
  writeFileSync(own, JSON.stringify(holder))
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** `undefined` where the lock is damaged: nobody who lives leaves it so. */
function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return undefined
  }
}

/** Of a process on another machine nothing is known, so it counts as running. */
function isRunning({ pid, host, started }: Holder): boolean {
  if (host !== getHost()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  // Numbers are given again: in a container that was started anew, the dead process's is likely this one's.
  const now = getStart(pid)
  return started === undefined || now === undefined || started === now
}

/** When a process was started, in ticks of the present run of the system (on Linux). */
function getStart(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field is the name, in parentheses, in which anything can stand; the start is the 22nd.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot} ${start}`
  } catch {
    return undefined
  }
}
