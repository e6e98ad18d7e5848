import type { FreeBlocks as FreeList } from '../v1/free-blocks.ts'
import { FreeBlocks } from '../v2/free-blocks.ts'

export const mappers = {
  'free-blocks.ts#freeBlocks': toBitmap,
}

export const converters = {
  'free-blocks.ts#FreeBlocks': (old: FreeList): FreeBlocks => toBitmap(old),
}

/** All below the frontier is taken, but for what is in the list. */
export function toBitmap({ list, frontier }: FreeList): FreeBlocks {
  const bitmap = new FreeBlocks()
  const words = frontier >> 5
  bitmap.taken.fill(-1, 0, words)
  if ((frontier & 31) !== 0) bitmap.taken[words] = (1 << (frontier & 31)) - 1
  bitmap.free -= frontier
  for (const block of list) bitmap.giveBack(block)
  return bitmap
}
