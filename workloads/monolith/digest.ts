import type { Reply } from './protocol.ts'

const kinds: Readonly<Record<Reply['kind'], number>> = {
  delivered: 1,
  shipped: 2,
  waiting: 3,
  refused: 4,
  cancelled: 5,
  stock: 6,
  books: 7,
}

/** Every field of a reply counts. */
export function digest(reply: Reply): number {
  let hash = kinds[reply.kind]
  for (const value of Object.values(reply) as (string | number | boolean)[]) {
    if (typeof value === 'string') continue
    const number = Number(value)
    // Sums can be above 2³².
    hash = mix(mix(hash, number | 0), (number / 0x1_0000_0000) | 0)
  }
  return hash
}

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e37_79b1)
  return product ^ (product >>> 15)
}
