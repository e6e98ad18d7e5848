import type { Hops, RouteChange } from '../protocol.ts'
import { DestinationCache } from './destination-cache.ts'
import { Trie } from './trie.ts'

/** The forwarding information base: the routes in force. */
const fib = new Trie()
/** Hops of destinations met lately. */
const cache = new DestinationCache()

/** DSCP of traffic that must not wait (RFC 3246). */
const expeditedForwarding = 46

/** Next hop towards a destination, on the low-delay path for expedited traffic; 0 where there is no route. */
export function lookup(destination: number, tos: number): number {
  const hops = findHops(destination)
  const lowDelayHop = hops >>> 8
  return tos >>> 2 === expeditedForwarding && lowDelayHop !== 0 ? lowDelayHop : hops & 0xff
}

/** Hops of the longest prefix that holds the destination. */
export function findHops(destination: number): Hops {
  const cached = cache.recall(destination)
  if (cached >= 0) return cached
  const hops = fib.longestMatch(destination)
  cache.retain(destination, hops)
  return hops
}

/** Puts into force what the control plane decided; the number of routes then installed. */
export async function applyChange({ prefix, length, hops }: RouteChange): Promise<number> {
  fib.assign(prefix, length, hops)
  cache.invalidate(prefix, length)
  return fib.routes
}
