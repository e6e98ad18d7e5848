const slotBits = 14
const slots = 1 << slotBits

/** Contents of blocks that were read or written lately, direct-mapped. What is written goes to the disk as well. */
export class BlockCache {
  /** Block in each slot; −1 where there is none. */
  blocks = new Int32Array(slots).fill(-1)
  contents = new Int32Array(slots)

  holds(block: number): boolean {
    return this.blocks[slotOf(block)] === block
  }

  recall(block: number): number {
    return this.contents[slotOf(block)]!
  }

  retain(block: number, content: number): void {
    const slot = slotOf(block)
    this.blocks[slot] = block
    this.contents[slot] = content
  }
}

const cache = new BlockCache()

/** What is on the disk, by block. */
let disk = new Int32Array(1 << 12)

/** Content of a block: at once if it is in the cache, else as soon as the disk has it. */
export function readBlock(block: number): number | Promise<number> {
  if (cache.holds(block)) return cache.recall(block)
  const content = load(block)
  cache.retain(block, content)
  return afterSeek(content)
}

export function writeBlock(block: number, content: number): void {
  cache.retain(block, content)
  store(block, content)
}

/** The disk serves in the order in which it is asked, so this is what it is going to answer. */
function load(block: number): number {
  return disk[block]!
}

/** The answer, once the disk gives it. */
async function afterSeek(content: number): Promise<number> {
  return content
}

function store(block: number, content: number): void {
  if (block >= disk.length) {
    const larger = new Int32Array(Math.max(2 * disk.length, block + 1))
    larger.set(disk)
    disk = larger
  }
  disk[block] = content
}

/** Fibonacci hashing: the blocks of a file are neighbours. */
function slotOf(block: number): number {
  return Math.imul(block, 0x9e37_79b1) >>> (32 - slotBits)
}
