/** Blocks of the volume. */
const volumeBlocks = 1 << 22

/** The blocks that no file has: a list of those given back, and all from the frontier on, which never had content. */
export class FreeBlocks {
  list: number[] = []
  frontier = 0

  take(): number {
    return this.list.pop() ?? this.frontier++
  }

  giveBack(block: number): void {
    this.list.push(block)
  }

  count(): number {
    return volumeBlocks - this.frontier + this.list.length
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
