import type { Trie as BinaryTrie } from '../v4/trie.ts'
import { Trie } from '../v5/trie.ts'

export const mappers = {
  'fib.ts#fib': expandTrie,
}

export const converters = {
  'trie.ts#Trie': (binary: BinaryTrie): Trie => expandTrie(binary),
}

/** Enters every route of the binary trie into a multibit trie. */
export function expandTrie(binary: BinaryTrie): Trie {
  const trie = new Trie()
  copyRoutes(binary.words, 0, 0, 0, trie)
  return trie
}

/** The routes below a node at `depth` bits, which stand for `prefix`. Its three words: branch for 0, for 1, hops. */
function copyRoutes(words: Int32Array, node: number, prefix: number, depth: number, into: Trie): void {
  const hops = words[node + 2]!
  if (hops !== 0) into.assign(prefix, depth, hops)
  const zero = words[node]!
  const one = words[node + 1]!
  if (zero !== 0) copyRoutes(words, zero, prefix, depth + 1, into)
  if (one !== 0) copyRoutes(words, one, prefix | (1 << (31 - depth)), depth + 1, into)
}
