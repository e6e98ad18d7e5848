import type { Hops, RouteChange } from '../protocol.ts'
import { DestinationCache } from './destination-cache.ts'
import { Trie } from './trie.ts'

/** The forwarding information base: the routes in force, by routing instance. */
const fib: readonly Trie[] = [new Trie(), new Trie(), new Trie(), new Trie()]
/** Hops of destinations met lately, by routing instance. */
const cache: readonly DestinationCache[] = [
  new DestinationCache(),
  new DestinationCache(),
  new DestinationCache(),
  new DestinationCache(),
]

/** DSCP of traffic that must not wait (RFC 3246). */
const expeditedForwarding = 46

/**
 * Next hop towards a destination, on the low-delay path for expedited traffic; 0 where there is no route. An instance
 * that has no route of its own uses those of instance 0, so that customers can move into one by and by.
 */
export function lookup(destination: number, tos: number, vrf: number): number {
  const hops = findHops(destination, vrf) || findHops(destination, 0)
  const lowDelayHop = hops >>> 8
  return tos >>> 2 === expeditedForwarding && lowDelayHop !== 0 ? lowDelayHop : hops & 0xff
}

/** Hops of an instance's longest prefix that holds the destination. */
export function findHops(destination: number, vrf: number): Hops {
  const retained = cache[vrf]!
  const cached = retained.recall(destination)
  if (cached >= 0) return cached
  const hops = fib[vrf]!.longestMatch(destination)
  retained.retain(destination, hops)
  return hops
}

/** Puts into force what the control plane decided; the number of routes then installed. */
export async function applyChange({ vrf, prefix, length, hops }: RouteChange): Promise<number> {
  fib[vrf]!.assign(prefix, length, hops)
  cache[vrf]!.invalidate(prefix, length)
  return fib.reduce((sum, trie) => sum + trie.routes, 0)
}
