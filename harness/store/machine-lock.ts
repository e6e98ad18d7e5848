import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { tryLock } from './set-lock.ts'

/** How long a process waits before it asks again, in ms. */
const patienceMs = 200

/**
 * Waits until no other process of this user runs trials on the machine, as two would disturb each other: shards that are
 * started at once on one machine take turns, block by block.
 * @param note told once, where somebody has to be waited for
 * @returns what lets the next one
 */
export async function takeMachine(
  note: (text: string) => void,
  signal: AbortSignal,
  path = join(tmpdir(), `on-the-fly-bench-${userInfo().uid}.lock`),
): Promise<() => void> {
  let isTold = false
  while (!signal.aborted) {
    const taken = tryLock(path)
    if (typeof taken === 'function') return taken
    if (!isTold) note(`Waiting for process ${taken.pid}, which runs trials on this machine.`)
    isTold = true
    await delay(patienceMs)
  }
  return () => {}
}
