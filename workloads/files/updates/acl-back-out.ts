import { Inode, inspect, protect } from '../v2/inodes.ts'
import type { Entry } from '../v3/access-list.ts'
import type { Inode as ListedInode } from '../v3/inodes.ts'

/** Rights for a user who is not the owner are not granted any more. */
export const interprocedures = {
  'inodes.ts#protect': (file: number, entries: readonly Entry[]): void => {
    const { owner, mode } = inspect(file)
    protect(file, withEntries(owner, mode, entries))
  },
}

export const mappers = {
  'inodes.ts#inodes': (inodes: readonly (ListedInode | undefined)[]): (Inode | undefined)[] =>
    inodes.map((inode) => (inode === undefined ? undefined : withBits(inode))),
}

export const converters = {
  'inodes.ts#Inode': (listed: ListedInode): Inode => withBits(listed),
}

/** The same file with the rights of its owner, group and others; those of single users are lost. */
export function withBits({ owner, acl, links, opens, blocks }: ListedInode): Inode {
  const inode = new Inode(owner)
  inode.permissions = withEntries(owner, 0, acl)
  inode.links = links
  inode.opens = opens
  inode.blocks = blocks
  return inode
}

function withEntries(owner: number, mode: number, entries: readonly Entry[]): number {
  let bits = mode
  for (const { who, rights } of entries) {
    const shift = who === owner ? 6 : who === -1 ? 3 : who === -2 ? 0 : undefined
    if (shift !== undefined) bits = (bits & ~(7 << shift)) | (rights << shift)
  }
  return bits
}
