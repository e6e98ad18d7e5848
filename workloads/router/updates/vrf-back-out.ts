import type { DestinationCache } from '../v5/destination-cache.ts'
import { findHops, lookup } from '../v5/fib.ts'
import type { Rib } from '../v5/rib.ts'
import type { Trie } from '../v5/trie.ts'

/** Whatever the instance, there is one table. */
export const interprocedures = {
  'fib.ts#lookup': (destination: number, tos: number, _vrf: number): number => lookup(destination, tos),
  'fib.ts#findHops': (destination: number, _vrf: number): number => findHops(destination),
}

/** What was announced for other instances than 0 is withdrawn: their addresses may overlap. */
export const mappers = {
  'fib.ts#fib': (fib: readonly [Trie, ...Trie[]]): Trie => fib[0],
  'fib.ts#cache': (cache: readonly [DestinationCache, ...DestinationCache[]]): DestinationCache => cache[0],
  'rib.ts#rib': (rib: readonly [Rib, ...Rib[]]): Rib => rib[0],
}
