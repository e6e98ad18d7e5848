import type { Inode as OldInode } from '../v2/inodes.ts'
import { listOf } from '../v3/access-list.ts'
import { Inode, ownerOf, protect } from '../v3/inodes.ts'

/** An old caller sets permission bits; users with rights of their own keep theirs. */
export const interprocedures = {
  'inodes.ts#protect': (file: number, mode: number): void => protect(file, listOf(ownerOf(file), mode)),
}

/** Every file at once. */
export const mappers = {
  'inodes.ts#inodes': (inodes: readonly (OldInode | undefined)[]): (Inode | undefined)[] =>
    inodes.map((inode) => (inode === undefined ? undefined : withList(inode))),
}

/** One file at a time. */
export const converters = {
  'inodes.ts#Inode': (old: OldInode): Inode => withList(old),
}

/** The same file, with an access list that permits what its permission bits did. */
export function withList({ owner, permissions, links, opens, blocks }: OldInode): Inode {
  const inode = new Inode(owner)
  inode.acl = listOf(owner, permissions)
  inode.links = links
  inode.opens = opens
  inode.blocks = blocks
  return inode
}
