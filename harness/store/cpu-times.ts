import { readFileSync } from 'node:fs'

/** Time that all processors together have spent since the machine started, in ticks. */
export interface CpuTimes {
  readonly total: number
  /** Taken by the hypervisor for other machines. */
  readonly stolen: number
}

/** All 0 where the system does not tell (it does on Linux only). */
export function readCpuTimes(path = '/proc/stat'): CpuTimes {
  try {
    const [line = ''] = readFileSync(path, 'latin1').split('\n', 1)
    // cpu user nice system idle iowait irq softirq steal …; what guests use is already in user and nice.
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
    return { total: ticks.reduce((sum, n) => sum + n, 0), stolen: ticks[7] ?? 0 }
  } catch {
    return { total: 0, stolen: 0 }
  }
}

/** Share of the time between two readings that was stolen; since the machine started with one reading alone. */
export function getStealShare(end: CpuTimes, start: CpuTimes = { total: 0, stolen: 0 }): number {
  const total = end.total - start.total
  return total > 0 ? (end.stolen - start.stolen) / total : 0
}
