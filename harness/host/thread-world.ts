import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { LineMemory } from '../load/line-memory.ts'
import type { SiteHandle, SiteStart } from './controller.ts'
import { copyFolder, readFolder } from './disk-folder.ts'
import type { SiteSetup } from './real-time-site.ts'
import { createClock, readEpoch } from './thread-clock.ts'
import { startThread, type ThreadSite } from './thread-site.ts'
import type { World } from './world.ts'

export type ThreadWorldOptions = Pick<
  SiteSetup,
  'strategyPath' | 'workloadPath' | 'parameters' | 'processes' | 'traced'
>

/** A site on real time: it takes a while to end. */
export interface RealTimeHandle extends SiteHandle {
  /** Told to end; resolves when it has. */
  readonly leaving: Promise<void> | undefined
}

/** A world of worker threads on real time. Its zero is the moment of its making. */
export function createThreadWorld(options: ThreadWorldOptions): World {
  const sites = new Map<string, ThreadSite>()
  return createRealTime(options, (setup, line) => startAmong(sites, setup, line))
}

/** What all worlds on real time have in common: the computer's clock, and its disk. */
export function createRealTime(
  options: ThreadWorldOptions,
  startSite: (setup: SiteSetup, line: LineMemory) => Promise<RealTimeHandle>,
): World {
  const epoch = readEpoch()
  const disk = join(tmpdir(), `bench-disk-${randomUUID()}`)
  const folderOf = (site: string): string => join(disk, site)
  const sites = new Map<string, RealTimeHandle>()
  return {
    now: createClock(epoch),
    after: async (ms) => {
      // What is due already is due now.
      await delay(Math.max(0, ms))
    },
    async startSite(start: SiteStart, line: LineMemory) {
      // What one that is about to end still writes comes before all that its successor reads.
      await sites.get(start.name)?.leaving
      const site = await startSite({ ...options, start, epoch, disk: folderOf(start.name) }, line)
      sites.set(start.name, site)
      return site
    },
    readFiles: (site) => readFolder(folderOf(site)),
    copyDisk: (from, to) => copyFolder(folderOf(from), folderOf(to)),
    remove: () => rm(disk, { recursive: true, force: true }),
  }
}

/** Starts a thread that has a channel to each of the others. */
async function startAmong(sites: Map<string, ThreadSite>, setup: SiteSetup, line: LineMemory): Promise<ThreadSite> {
  const { name } = setup.start
  const peers = [...sites.values()].filter((site) => site.name !== name).map((site) => site.connect(name))
  const enter = (site: ThreadSite): void => {
    sites.set(name, site)
    void site.gone.then(() => {
      if (sites.get(name) === site) sites.delete(name)
    })
  }
  const ports = peers.map(({ port }) => port)
  const { site } = await startThread({ ...setup, line, links: { kind: 'ports', peers } }, ports, enter)
  return site
}
