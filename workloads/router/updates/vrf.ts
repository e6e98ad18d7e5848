import { DestinationCache } from '../v6/destination-cache.ts'
import { findHops, lookup } from '../v6/fib.ts'
import { Rib } from '../v6/rib.ts'
import { Trie } from '../v6/trie.ts'

/** An old caller means the one table that there was. */
export const interprocedures = {
  'fib.ts#lookup': (destination: number, tos: number): number => lookup(destination, tos, 0),
  'fib.ts#findHops': (destination: number): number => findHops(destination, 0),
}

/** The one table becomes that of instance 0; the others begin empty. */
export const mappers = {
  'fib.ts#fib': (fib: Trie): readonly Trie[] => [fib, new Trie(), new Trie(), new Trie()],
  'fib.ts#cache': (cache: DestinationCache): readonly DestinationCache[] => [
    cache,
    new DestinationCache(),
    new DestinationCache(),
    new DestinationCache(),
  ],
  'rib.ts#rib': (rib: Rib): readonly Rib[] => [rib, new Rib(), new Rib(), new Rib()],
}
