import type { Announcement, Hops, RouteChange, Withdrawal } from '../protocol.ts'

/** The routing information base: all routes that were announced and not withdrawn. */
export class Rib {
  /** By prefix and length in one number. */
  hopsByPrefix = new Map<number, Hops>()

  /** Enters a route, removes it where hops is 0, and returns the hops that it had. */
  enter(prefix: number, length: number, hops: Hops): Hops {
    // Exact for any prefix: the number has 38 bits.
    const key = (prefix >>> 0) * 64 + length
    const replaced = this.hopsByPrefix.get(key) ?? 0
    if (hops === 0) this.hopsByPrefix.delete(key)
    else this.hopsByPrefix.set(key, hops)
    return replaced
  }
}

/** By routing instance. */
const rib: readonly Rib[] = [new Rib(), new Rib(), new Rib(), new Rib()]

/** Enters or (hops 0) removes a route, and says what the data plane has to know. */
export function record(route: Announcement | Withdrawal, hops: Hops): { change: RouteChange; replaced: Hops } {
  const { vrf, prefix, length } = route
  return { change: { vrf, prefix, length, hops }, replaced: rib[vrf]!.enter(prefix, length, hops) }
}

/** Number of routes known, in all instances. */
export function countKnown(): number {
  return rib.reduce((sum, { hopsByPrefix }) => sum + hopsByPrefix.size, 0)
}
