import type { Attributes, ChangeMode, Create, Done, Grant, Path, Remove, Status } from '../protocol.ts'
import { charge } from './accounts.ts'
import { mayAdminister } from './access.ts'
import { listOf } from './access-list.ts'
import { appendBlocks, createInode, dropLink, inspect, ownerOf, protect } from './inodes.ts'

const noFile = 1
const exists = 2
const denied = 3
const overQuota = 5

/** The names in a directory, and the files that they stand for. */
export class Directory {
  entries = new Map<number, number>()

  /** 0 where there is no such name. */
  find(name: number): number {
    return this.entries.get(name) ?? 0
  }

  enter(name: number, file: number): void {
    this.entries.set(name, file)
  }

  remove(name: number): void {
    this.entries.delete(name)
  }
}

const directories = new Map<number, Directory>()

/** The number of a file by its name; 0 where there is none. */
export function lookUp({ directory, name }: Path): number {
  return directories.get(directory)?.find(name) ?? 0
}

export function createFile(request: Create): Done {
  if (lookUp(request) !== 0) return { kind: 'done', status: exists, size: 0 }
  if (!charge(request.user, request.blocks)) return { kind: 'done', status: overQuota, size: 0 }
  const file = createInode(request.user, request.mode)
  appendBlocks(file, request.blocks, request.content)
  directoryOf(request).enter(request.name, file)
  return { kind: 'done', status: 0, size: request.blocks }
}

export function removeFile(request: Remove): Status {
  const file = lookUp(request)
  if (file === 0) return noFile
  if (!mayAdminister(request.user, file)) return denied
  directoryOf(request).remove(request.name)
  dropLink(file)
  return 0
}

export function changeMode(request: ChangeMode): Status {
  const file = lookUp(request)
  if (file === 0) return noFile
  if (!mayAdminister(request.user, file)) return denied
  protect(file, listOf(ownerOf(file), request.mode))
  return 0
}

/** Gives a user rights that those of the user's group, or everyone's, do not count against. */
export function grantRights(request: Grant): Status {
  const file = lookUp(request)
  if (file === 0) return noFile
  if (!mayAdminister(request.user, file)) return denied
  protect(file, [{ who: request.to, rights: request.rights }])
  return 0
}

export function describeFile(path: Path): Attributes {
  const file = lookUp(path)
  if (file !== 0) return inspect(file)
  return { kind: 'attributes', status: noFile, owner: 0, mode: 0, grants: 0, size: 0, links: 0 }
}

function directoryOf({ directory }: Path): Directory {
  let found = directories.get(directory)
  if (found === undefined) {
    found = new Directory()
    directories.set(directory, found)
  }
  return found
}
