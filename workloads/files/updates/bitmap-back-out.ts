import type { FreeBlocks as Bitmap } from '../v2/free-blocks.ts'
import { FreeBlocks } from '../v1/free-blocks.ts'

export const mappers = {
  'free-blocks.ts#freeBlocks': toList,
}

export const converters = {
  'free-blocks.ts#FreeBlocks': (bitmap: Bitmap): FreeBlocks => toList(bitmap),
}

/** The frontier lies behind the last block taken; what is free before it goes into the list. */
export function toList({ taken }: Bitmap): FreeBlocks {
  const blocks = new FreeBlocks()
  const last = taken.findLastIndex((word) => word !== 0)
  blocks.frontier = last === -1 ? 0 : 32 * last + 32 - Math.clz32(taken[last]!)
  for (let block = blocks.frontier - 1; block >= 0; block--) {
    if ((taken[block >> 5]! & (1 << (block & 31))) === 0) blocks.list.push(block)
  }
  return blocks
}
