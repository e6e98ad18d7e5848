import { corruptDatum } from './corrupt-datum.ts'

/** Gives each file of the file server a name more than it has. */
export const strategy = corruptDatum(
  'corrupt-file',
  'inodes.ts#inodes',
  (inodes: ({ links: number } | undefined)[]) => {
    for (const inode of inodes) if (inode !== undefined) inode.links++
    return inodes
  },
)
