import type { Neighbour } from '../protocol.ts'
import { solicit } from './address-resolution.ts'

/** Packets for which an answer is good; then the neighbour is asked again, for it may have been replaced. */
const usesOfAnAnswer = 64

/** Neighbours whose link-layer address is known to the data plane, by next hop. */
export class NeighbourCache {
  entries: (Neighbour | undefined)[] = Array.from({ length: 256 })
  usesLeft = new Int32Array(256)

  /** The neighbour, if the last answer is still good. */
  spend(hop: number): Neighbour | undefined {
    const left = this.usesLeft[hop]!
    if (left === 0) return undefined
    this.usesLeft[hop] = left - 1
    return this.entries[hop]
  }

  learn(hop: number, neighbour: Neighbour): void {
    this.entries[hop] = neighbour
    this.usesLeft[hop] = usesOfAnAnswer
  }
}

const neighbours = new NeighbourCache()

/** How to reach a next hop, if that is known here; if not, `resolve` finds out. */
export function findNeighbour(hop: number): Neighbour | undefined {
  return neighbours.spend(hop)
}

/** Has the control plane ask for a next hop's address. */
export async function resolve(hop: number): Promise<Neighbour> {
  const neighbour = await solicit(hop)
  neighbours.learn(hop, neighbour)
  return neighbour
}
