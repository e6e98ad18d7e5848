import { setTimeout as delay } from 'node:timers/promises'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { SettledMemory } from './site-host.ts'

let collect: (() => void) | undefined

/**
 * Collects all garbage of this thread, and says what is left. What weak references and finalisers hold goes only when
 * the event loop has turned, so it is collected twice.
 */
export async function settleMemory(): Promise<SettledMemory> {
  collect ??= findCollector()
  collect()
  await delay(1)
  collect()
  return {
    heapBytes: getHeapStatistics().used_heap_size,
    externalBytes: process.memoryUsage().external,
    residentBytes: process.memoryUsage.rss(),
    processId: process.pid,
  }
}

/** The engine gives its collector only to contexts that are made after it has been asked for it. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
