import type { Trie as MultibitTrie } from '../v5/trie.ts'
import { Trie } from '../v4/trie.ts'

export const mappers = {
  'fib.ts#fib': contractTrie,
}

export const converters = {
  'trie.ts#Trie': (multibit: MultibitTrie): Trie => contractTrie(multibit),
}

/** Enters every route of the multibit trie into a binary trie. */
export function contractTrie(multibit: MultibitTrie): Trie {
  const trie = new Trie()
  copyRoutes(multibit, 0, 0, 0, trie)
  return trie
}

/** The routes of a node at `depth` bits, which stand for `prefix`, and of the nodes below. */
function copyRoutes(from: MultibitTrie, node: number, prefix: number, depth: number, into: Trie): void {
  for (let place = 1; place < 32; place++) {
    const hops = from.own[32 * node + place]!
    if (hops === 0) continue
    const bits = 31 - Math.clz32(place)
    const value = place - (1 << bits)
    into.assign(prefix | (value << (32 - depth - bits)), depth + bits, hops)
  }
  for (let branch = 0; branch < 16; branch++) {
    const child = from.branches[16 * node + branch]!
    if (child !== 0) copyRoutes(from, child, prefix | (branch << (28 - depth)), depth + 4, into)
  }
}
