import type { Medium } from './disk.ts'

/** What a write takes in virtual time, in ms: long beside a procedure call, short beside the windows of a trial. */
export const writeMs = 0.02

/** Files of a world on virtual time: they are its own, so they outlive its sites. */
export type MemoryFiles = Map<string, string[]>

/**
 * Files in memory, for a site on virtual time. Of a write whose time has not come when the site ends, nothing is kept:
 * `after` then never resolves.
 */
export function createMemoryMedium(files: MemoryFiles, after: (ms: number) => Promise<void>): Medium {
  return {
    async write(file, records) {
      await after(writeMs)
      const kept = files.get(file) ?? []
      kept.push(...records)
      files.set(file, kept)
    },
    read: (file) => Promise.resolve([...(files.get(file) ?? [])]),
  }
}
