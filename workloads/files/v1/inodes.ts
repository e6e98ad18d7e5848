import type { Attributes } from '../protocol.ts'
import { refund } from './accounts.ts'
import { allocate, release } from './free-blocks.ts'
import { writeBlock } from './volume.ts'

/** A file apart from its names: who may use it, and where on the volume its blocks are. */
export class Inode {
  owner: number
  permissions = 0o600
  /** Names that stand for it. */
  links = 1
  /** Clients that have it open. */
  opens = 0
  /** Blocks of the volume, in the order of the file. */
  blocks: number[] = []

  constructor(owner: number) {
    this.owner = owner
  }

  /** One class of permission bits decides: the owner's, else that of the owner's group, else the others'. */
  permits(user: number, wanted: number): boolean {
    const shift = user === this.owner ? 6 : user >> 3 === this.owner >> 3 ? 3 : 0
    return ((this.permissions >> shift) & wanted) === wanted
  }

  attributes(): Attributes {
    return {
      kind: 'attributes',
      status: 0,
      owner: this.owner,
      mode: this.permissions,
      grants: 0,
      size: this.blocks.length,
      links: this.links,
    }
  }

  isUnused(): boolean {
    return this.links === 0 && this.opens === 0
  }
}

/** By number; files are numbered from 1. */
const inodes: (Inode | undefined)[] = [undefined]
/** Numbers of files that are gone. */
const unusedNumbers: number[] = []

/** A file without blocks and with one name; its number. */
export function createInode(owner: number, mode: number): number {
  const inode = new Inode(owner)
  inode.permissions = mode
  const number = unusedNumbers.pop() ?? inodes.length
  inodes[number] = inode
  return number
}

export function countFiles(): number {
  return inodes.length - 1 - unusedNumbers.length
}

export function ownerOf(file: number): number {
  return inodes[file]!.owner
}

export function permits(file: number, user: number, wanted: number): boolean {
  return inodes[file]!.permits(user, wanted)
}

export function protect(file: number, mode: number): void {
  inodes[file]!.permissions = mode
}

export function inspect(file: number): Attributes {
  return inodes[file]!.attributes()
}

/** Number of blocks. */
export function sizeOf(file: number): number {
  return inodes[file]!.blocks.length
}

/** Where the block of a file is on the volume. */
export function locate(file: number, block: number): number {
  return inodes[file]!.blocks[block]!
}

/** Adds blocks at the end: content, content + 1, … */
export function appendBlocks(file: number, count: number, content: number): void {
  const { blocks } = inodes[file]!
  for (let index = 0; index < count; index++) {
    const block = allocate()
    writeBlock(block, (content + index) | 0)
    blocks.push(block)
  }
}

/** Notes that one client more, or (−1) fewer, has the file open. */
export function countOpens(file: number, change: 1 | -1): void {
  const inode = inodes[file]!
  inode.opens += change
  if (inode.isUnused()) discard(file, inode)
}

export function dropLink(file: number): void {
  const inode = inodes[file]!
  inode.links--
  if (inode.isUnused()) discard(file, inode)
}

function discard(file: number, inode: Inode): void {
  for (const block of inode.blocks) release(block)
  refund(inode.owner, inode.blocks.length)
  inodes[file] = undefined
  unusedNumbers.push(file)
}
