import { readFileSync } from 'node:fs'

/** Time that all processors together have spent since the machine started, in ticks. */
export interface CpuTimes {
  readonly total: number
  readonly idle: number
  /** Taken by the hypervisor for other machines. */
  readonly stolen: number
}

const none: CpuTimes = { total: 0, idle: 0, stolen: 0 }

/** All 0 where the system does not tell (it does on Linux only). */
export function readCpuTimes(path = '/proc/stat'): CpuTimes {
  const [line = ''] = read(path).split('\n', 1)
  // cpu user nice system idle iowait irq softirq steal …; what guests use is already in user and nice.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
  const [, , , idle = 0, ioWait = 0, , , stolen = 0] = ticks
  return { total: ticks.reduce((sum, n) => sum + n, 0), idle: idle + ioWait, stolen }
}

/** Ticks that this process has used, with those of its children that have ended. */
export function readOwnTicks(path = '/proc/self/stat'): number {
  const text = read(path)
  // The second field is the name, in parentheses, in which anything can stand. utime, stime, cutime, cstime are 14 to 17.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
  return fields.map(Number).reduce((sum, n) => sum + n, 0)
}

/** Share of the time between two readings that was stolen; since the machine started with one reading alone. */
export function getStealShare(end: CpuTimes, start: CpuTimes = none): number {
  const total = end.total - start.total
  return total > 0 ? (end.stolen - start.stolen) / total : 0
}

/** Share of the time between two readings in which the processors worked for others on the same machine. */
export function getBusyShare(end: CpuTimes, start: CpuTimes, ownTicks: number): number {
  const total = end.total - start.total
  const busy = total - (end.idle - start.idle) - (end.stolen - start.stolen)
  return total > 0 ? Math.max(0, busy - ownTicks) / total : 0
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
