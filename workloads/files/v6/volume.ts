/** What is on the disk, by block. */
let disk = new Int32Array(1 << 12)

/** The disk serves in the order in which it is asked, so this is what it is going to answer. */
export function load(block: number): number {
  return disk[block]!
}

/** The answer, once the disk gives it. */
export async function afterSeek(content: number): Promise<number> {
  return content
}

export function store(block: number, content: number): void {
  if (block >= disk.length) {
    const larger = new Int32Array(Math.max(2 * disk.length, block + 1))
    larger.set(disk)
    disk = larger
  }
  disk[block] = content
}
