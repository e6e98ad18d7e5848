import type { LineMemory } from '../load/line-memory.ts'
import type { SiteHandle, SiteStart } from './controller.ts'

/** Where a trial takes place: threads on real time, or one thread on virtual time. */
export interface World {
  /** Milliseconds since the trial began. */
  now(): number
  after(ms: number): Promise<void>
  /** Resolves when the site's program runs; rejects with SiteDown where it cannot be started. */
  startSite(start: SiteStart, line: LineMemory): Promise<SiteHandle>
  /** All durable records of a site's disk, by file: what is left when the site has ended. */
  readFiles(site: string): Promise<ReadonlyMap<string, readonly string[]>>
  /** What one site has on its disk is on the other's from now on, and nothing else. Neither may write meanwhile. */
  copyDisk(from: string, to: string): Promise<void>
  /** Takes away what the world has put on the computer's own disk. */
  remove(): Promise<void>
}
