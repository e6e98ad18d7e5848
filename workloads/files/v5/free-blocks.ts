/** Blocks of the volume. */
const volumeBlocks = 1 << 22
const bitsInWord = 32

/**
 * Which blocks of the volume are taken: one bit for each. The next free block behind the last one taken is the next
 * to be taken, so the blocks of a file are near to one another, which a list of free blocks forgets.
 */
export class FreeBlocks {
  taken = new Int32Array(volumeBlocks / bitsInWord)
  free = volumeBlocks
  /** Word in which a free block was found last. */
  cursor = 0

  take(): number {
    const { taken } = this
    while (taken[this.cursor] === -1) this.cursor = (this.cursor + 1) % taken.length
    const word = taken[this.cursor]!
    const lowestFree = ~word & -~word
    taken[this.cursor] = word | lowestFree
    this.free--
    return this.cursor * bitsInWord + 31 - Math.clz32(lowestFree)
  }

  giveBack(block: number): void {
    this.taken[block >> 5]! &= ~(1 << (block & 31))
    this.free++
  }

  count(): number {
    return this.free
  }
}

const freeBlocks = new FreeBlocks()

export function allocate(): number {
  return freeBlocks.take()
}

export function release(block: number): void {
  freeBlocks.giveBack(block)
}

export function countFree(): number {
  return freeBlocks.count()
}
