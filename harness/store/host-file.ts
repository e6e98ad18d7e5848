import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { makeFolder } from './make-folder.ts'
import type { Environment } from './record.ts'

/** What a set knows of one machine on which its trials ran. */
export interface HostFile {
  readonly environment: Environment
  /** Requests per second that `direct` served here, by `workload/version`: what a share of the load refers to. */
  readonly capacities: Readonly<Record<string, number>>
}

export function readHost(set: string, host: string): HostFile | undefined {
  const path = getPath(set, host)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as HostFile) : undefined
}

export function writeHost(set: string, file: HostFile): void {
  makeFolder(join(set, 'env'))
  writeAtomically(getPath(set, file.environment.host), `${JSON.stringify(file, undefined, 2)}\n`)
}

function getPath(set: string, host: string): string {
  return join(set, 'env', `${host}.json`)
}
