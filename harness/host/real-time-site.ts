import { getHeapStatistics } from 'node:v8'
import type { Strategy } from '../../strategies/contract.ts'
import type { Parameters } from '../../workloads/contract.ts'
import type { SiteStart } from './controller.ts'
import { FolderMedium } from './disk-folder.ts'
import { createDisk } from './disk.ts'
import type { SiteHost, SiteOptions } from './site-host.ts'
import { Site } from './site.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { settleMemory } from './settle-memory.ts'
import { createClock, type Epoch } from './thread-clock.ts'
import { Trace } from './trace.ts'

/** What a site on real time is made of: plain data, for a thread or a process of its own. */
export interface SiteSetup {
  readonly start: SiteStart
  readonly strategyPath: string
  readonly workloadPath: string
  readonly parameters: Parameters
  readonly processes: number
  readonly epoch: Epoch
  readonly traced: boolean
  /** Folder of the site's disk. */
  readonly disk: string
}

/** What depends on where the site runs. */
export type SitePlace = Pick<SiteHost, 'answer' | 'take' | 'ended' | 'next' | 'post'> &
  Pick<SiteOptions, 'flag' | 'createLine'>

/** Share of the site's time that loading beside the program may take. */
const loadShare = 0.02

/** A site on real time; nothing of it runs before its `start`. */
export async function createRealTimeSite(setup: SiteSetup, { flag, createLine, ...place }: SitePlace): Promise<Site> {
  const { strategy } = (await import(setup.strategyPath)) as { strategy: Strategy }
  const { start, parameters, processes, traced } = setup
  const now = createClock(setup.epoch)
  const memory = watchMemory()
  const host: SiteHost = {
    ...place,
    name: start.name,
    now,
    disk: createDisk(new FolderMedium(setup.disk)),
    openStore: () => openSqliteStore(`${setup.disk}.stable/store.db`),
    after: (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms))),
    later: (callback, takenMs) => void setTimeout(callback, Math.max(1, takenMs / loadShare)),
    memoryUse: memory,
    settleMemory,
    suspend: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  }
  return new Site(host, {
    image: start.image,
    tables: strategy.linkage.tables,
    noticesCommands: strategy.linkage.boundary?.notices === true,
    parameters,
    processes,
    flag,
    network: start.network,
    ...(createLine === undefined ? {} : { createLine }),
    createAgent: (access) => strategy.createSite(access),
    ...(traced ? { trace: new Trace(now) } : {}),
    ...(start.restored === undefined ? {} : { restored: start.restored }),
    awaitsState: start.awaitsState === true,
  })
}

/** Looks at the heap now and then, for its peak. */
function watchMemory(): SiteHost['memoryUse'] {
  let heapPeakBytes = 0
  const sample = (): void => {
    heapPeakBytes = Math.max(heapPeakBytes, getHeapStatistics().used_heap_size)
  }
  setInterval(sample, 20).unref()
  return () => {
    sample()
    return {
      heapBytes: getHeapStatistics().used_heap_size,
      heapPeakBytes,
      residentBytes: process.memoryUsage.rss(),
      processId: process.pid,
    }
  }
}
