import type { Hops } from '../protocol.ts'

const slotBits = 11
const slots = 1 << slotBits

/** A direct-mapped cache of what lookups found, misses of the routing table among it. */
export class DestinationCache {
  destinations = new Int32Array(slots)
  hops = new Int32Array(slots)
  /** Generation in which a slot was filled; 0 for never. */
  filledIn = new Int32Array(slots)
  /** Slots filled in an earlier one are void. */
  generation = 1

  /** Hops retained for a destination; −1 where none are. */
  recall(destination: number): Hops {
    const slot = this.slotOf(destination)
    if (this.filledIn[slot] !== this.generation || this.destinations[slot] !== destination) return -1
    return this.hops[slot]!
  }

  retain(destination: number, hops: Hops): void {
    const slot = this.slotOf(destination)
    this.destinations[slot] = destination
    this.hops[slot] = hops
    this.filledIn[slot] = this.generation
  }

  /** Forgets what a change of a prefix's route may have made wrong: the destinations that the prefix holds. */
  invalidate(prefix: number, length: number): void {
    const { destinations, filledIn } = this
    const mask = length === 0 ? 0 : -1 << (32 - length)
    // In every slot, for those that an earlier release filled are not where this one looks for them.
    for (let slot = 0; slot < slots; slot++) if ((destinations[slot]! & mask) === prefix) filledIn[slot] = 0
  }

  /** Fibonacci hashing: many hosts have the same low bits. */
  private slotOf(destination: number): number {
    return Math.imul(destination, 0x9e37_79b1) >>> (32 - slotBits)
  }
}
