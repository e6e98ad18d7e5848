import { randomUUID } from 'node:crypto'
import { existsSync, readlinkSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { StoreError } from './store-error.ts'

/** Points to the set that was worked on last. */
const latest = 'latest'

/** @throws StoreError unless it can be the name of a folder, everywhere and without quotes */
export function validateSetName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(name) && name !== latest) return name
  throw new StoreError(
    'SET_NAME_INVALID',
    `expected the name of a result set (letters, digits, \`-\`, \`_\`, \`.\`), got \`${name}\`. Give another with --set.`,
  )
}

/** `20260131-174500-podus-router`, and `…-2` where that is taken. */
export function createSetName(results: string, prefix: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const name = `${stamp}-${prefix.replaceAll(/[^\w.-]/g, '-')}`
  const isTaken = (candidate: string): boolean => existsSync(join(results, candidate))
  let free = name
  for (let n = 2; isTaken(free); n++) free = `${name}-${n}`
  return free
}

/** Atomically, so that `latest` always leads somewhere. */
export function pointLatest(results: string, name: string): void {
  const temporary = join(results, `.${latest}.${randomUUID()}`)
  symlinkSync(name, temporary)
  renameSync(temporary, join(results, latest))
}

/**
 * Folder of a set: of that name below `results`, or at that path, or the latest one.
 * @throws StoreError where there is none
 */
export function findSet(
  results: string,
  nameOrPath: string | undefined,
  cwd: string,
): { name: string; folder: string } {
  if (nameOrPath === undefined) return findLatest(results)
  const candidates = [join(results, nameOrPath), resolve(cwd, nameOrPath)]
  const folder = candidates.find(
    (candidate) => existsSync(join(candidate, 'plan.json')) && statSync(candidate).isDirectory(),
  )
  if (folder !== undefined) return { name: basename(folder), folder }
  throw new StoreError(
    'SET_NOT_FOUND',
    `expected a result set (a folder with plan.json), got \`${nameOrPath}\`; looked for ${candidates.join(' and ')}. See what is in ${results}.`,
  )
}

function findLatest(results: string): { name: string; folder: string } {
  const link = join(results, latest)
  if (!existsSync(join(link, 'plan.json'))) {
    throw new StoreError(
      'SET_NOT_FOUND',
      `expected results in ${results}, got none. Make some with \`bench run\` or \`bench matrix --smoke\`.`,
    )
  }
  const name = readlinkSync(link)
  return { name, folder: join(results, name) }
}
