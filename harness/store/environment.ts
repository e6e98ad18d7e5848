import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, hostname, loadavg, release, type } from 'node:os'
import { join, resolve } from 'node:path'
import { measureCalibration } from './calibration.ts'
import { getStealShare, readCpuTimes } from './cpu-times.ts'
import { readGitState } from './git-state.ts'
import type { Environment } from './record.ts'

const root = resolve(import.meta.dirname, '../..')

/** The machine, the runtime and the state of the sources, as they are now. Takes some 20 ms. */
export function readEnvironment(): Environment {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    flags: getFlags(),
    ...readGitState(root),
    lockHash: hashLockFile(),
    load: loadavg()[0] ?? 0,
    stealShare: getStealShare(readCpuTimes()),
    calibrationNs: measureCalibration(),
    host: getHost(),
  }
}

/** Tells machines apart without naming them. */
export function getHost(): string {
  return `host-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}`
}

/** What was given to Node, on its command line or by NODE_OPTIONS. */
function getFlags(): string[] {
  return [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/).filter((flag) => flag !== '')]
}

function hashLockFile(): string {
  try {
    return createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex')
      .slice(0, 16)
  } catch {
    return 'none'
  }
}
