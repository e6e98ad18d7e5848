import type { Hops } from '../protocol.ts'

const stride = 4
const fanOut = 1 << stride

/**
 * Routes by prefix, in a multibit trie: one level for each four bits, with controlled prefix expansion (Srinivasan and
 * Varghese 1998). Nodes are numbered from the root, which is 0. None leads back to the root, so 0 stands for no node;
 * hops of 0 stand for no route.
 */
export class Trie {
  routes = 0
  nodes = 1
  /** By node, and by the next four bits: the node to which they lead. */
  branches = new Int32Array(16 * fanOut)
  /** Likewise: hops of the longest of the node's prefixes with which the four bits begin. */
  expanded = new Int32Array(16 * fanOut)
  /** By node: hops of the prefixes that end here. The one of n more bits, which are b, is at 2ⁿ + b. */
  own = new Int32Array(16 * 2 * fanOut)

  /** Hops of the longest prefix that holds the destination; 0 where none does. */
  longestMatch(destination: number): Hops {
    const { branches, expanded } = this
    let best = 0
    let node = 0
    for (let shift = 32 - stride; shift >= 0; shift -= stride) {
      const branch = node * fanOut + ((destination >>> shift) & (fanOut - 1))
      const hops = expanded[branch]!
      if (hops !== 0) best = hops
      node = branches[branch]!
      if (node === 0) break
    }
    return best
  }

  /** Sets a prefix's hops, takes the prefix out where they are 0, and returns the ones it had. */
  assign(prefix: number, length: number, hops: Hops): Hops {
    let node = 0
    let shift = 32 - stride
    for (; 32 - length < shift; shift -= stride) {
      const branch = node * fanOut + ((prefix >>> shift) & (fanOut - 1))
      node = this.branches[branch]!
      if (node === 0) {
        if (hops === 0) return 0
        node = this.addNode()
        this.branches[branch] = node
      }
    }
    const { own, expanded } = this
    const first = (prefix >>> shift) & (fanOut - 1)
    const freeBits = 32 - length - shift
    const place = 2 * fanOut * node + ((fanOut | first) >>> freeBits)
    const previous = own[place]!
    own[place] = hops
    this.routes += Number(hops !== 0) - Number(previous !== 0)
    for (let bits = first; bits < first + (1 << freeBits); bits++) {
      // Half the place is that of the prefix one bit shorter.
      let match = fanOut | bits
      while (match > 1 && own[2 * fanOut * node + match] === 0) match >>>= 1
      expanded[fanOut * node + bits] = own[2 * fanOut * node + match]!
    }
    return previous
  }

  /** Nodes stay when their last prefix goes: routes that flap come back. */
  private addNode(): number {
    if (this.nodes * fanOut === this.branches.length) {
      const { branches, expanded, own } = this
      this.branches = new Int32Array(2 * branches.length)
      this.branches.set(branches)
      this.expanded = new Int32Array(2 * expanded.length)
      this.expanded.set(expanded)
      this.own = new Int32Array(2 * own.length)
      this.own.set(own)
    }
    return this.nodes++
  }
}
