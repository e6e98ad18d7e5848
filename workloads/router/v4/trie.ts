import type { Hops } from '../protocol.ts'

/** A node is three words: where a 0 leads, where a 1 leads, and the hops of the prefix that ends here. */
const ownHops = 2
const nodeWords = 3

/**
 * Routes by prefix, in a binary trie: one level for each bit. A node is named by the place of its first word. None leads
 * back to the root, which is node 0, so 0 stands for no node; hops of 0 stand for no route.
 */
export class Trie {
  routes = 0
  used = nodeWords
  words = new Int32Array(64 * nodeWords)

  /** Hops of the longest prefix that holds the destination; 0 where none does. */
  longestMatch(destination: number): Hops {
    const { words } = this
    let best = words[ownHops]!
    let node = 0
    for (let bit = 31; bit >= 0; bit--) {
      node = words[node + ((destination >>> bit) & 1)]!
      if (node === 0) break
      const hops = words[node + ownHops]!
      if (hops !== 0) best = hops
    }
    return best
  }

  /** Sets a prefix's hops, takes the prefix out where they are 0, and returns the ones it had. */
  assign(prefix: number, length: number, hops: Hops): Hops {
    let node = 0
    for (let depth = 0; depth < length; depth++) {
      const branch = node + ((prefix >>> (31 - depth)) & 1)
      node = this.words[branch]!
      if (node === 0) {
        if (hops === 0) return 0
        node = this.addNode()
        this.words[branch] = node
      }
    }
    const previous = this.words[node + ownHops]!
    this.words[node + ownHops] = hops
    this.routes += Number(hops !== 0) - Number(previous !== 0)
    return previous
  }

  /** Nodes stay when their last prefix goes: routes that flap come back. */
  private addNode(): number {
    const node = this.used
    this.used += nodeWords
    if (this.used > this.words.length) {
      const { words } = this
      this.words = new Int32Array(2 * words.length)
      this.words.set(words)
    }
    return node
  }
}
