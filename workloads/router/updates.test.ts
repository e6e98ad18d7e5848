import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { prefixOf } from './prefix-plan.ts'
import type { Packet, RouteChange } from './protocol.ts'
import { contractTrie } from './updates/multibit-back-out.ts'
import { expandTrie } from './updates/multibit.ts'
import { interprocedures as routesBackOut } from './updates/routes-v2-back-out.ts'
import { interprocedures as routesV2 } from './updates/routes-v2.ts'
import { interprocedures as tosBackOut } from './updates/tos-back-out.ts'
import { interprocedures as tos } from './updates/tos.ts'
import { interprocedures as vrfBackOut, mappers as unmapVrf } from './updates/vrf-back-out.ts'
import { interprocedures as vrf, mappers as mapVrf } from './updates/vrf.ts'
import { DestinationCache as FlushedCache } from './v2/destination-cache.ts'
import { DestinationCache } from './v3/destination-cache.ts'
import * as v3 from './v3/fib.ts'
import { Trie as BinaryTrie } from './v4/trie.ts'
import * as v4 from './v4/fib.ts'
import * as v5 from './v5/fib.ts'
import * as v6 from './v6/fib.ts'
import { DestinationCache as CacheOfInstance } from './v6/destination-cache.ts'
import { Rib } from './v6/rib.ts'
import { Trie } from './v6/trie.ts'
import * as inPackets from './v8/hold-queue.ts'
import * as inBytes from './v9/hold-queue.ts'
import * as v10 from './v10/fib.ts'
import * as v11 from './v11/fib.ts'

const routes = 5000
const expedited = 0xb8
const destinations = Array.from({ length: 20_000 }, (_, index) => {
  const { prefix, length } = prefixOf((index * 7) % routes)
  return index % 5 === 0 ? Math.imul(index, 0x9e37_79b1) : prefix | (index & (0xffff_ffff >>> length))
})

test('cache: whichever release serves, what was retained and not invalidated since is what is recalled', () => {
  const operation = fc.record({
    code: fc.constantFrom(FlushedCache, DestinationCache),
    does: fc.constantFrom('retain', 'retain', 'invalidate'),
    at: fc.integer({ min: 0, max: 15 }).map((bits) => (bits << 28) | (bits << 11) | (bits & 1)),
    length: fc.constantFrom(0, 1, 2, 3, 4, 20, 32),
  })
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const cache = new FlushedCache()
      const hopsNow = new Map<number, number>()
      let hops = 1
      for (const { code, does, at, length } of operations) {
        Object.setPrototypeOf(cache, code.prototype)
        if (does === 'invalidate') {
          const mask = length === 0 ? 0 : -1 << (32 - length)
          cache.invalidate(at & mask, length)
          for (const known of hopsNow.keys()) if ((known & mask) === (at & mask)) hopsNow.set(known, ++hops)
        } else {
          const now = hopsNow.get(at) ?? ++hops
          hopsNow.set(at, now)
          expect([-1, now]).toContain(cache.recall(at))
          cache.retain(at, now)
          expect(cache.recall(at)).toBe(now)
        }
      }
    }),
  )
})

test('tos: an old caller gets the ordinary path, and after a back-out all do', async () => {
  await fill(v3.applyChange)
  await fill(v4.applyChange)
  expect(destinations.map(tos['fib.ts#lookup'])).toEqual(destinations.map(v3.lookup))
  expect(destinations.map((destination) => tosBackOut['fib.ts#lookup'](destination, expedited))).toEqual(
    destinations.map(v3.lookup),
  )
  expect(destinations.some((destination) => v4.lookup(destination, expedited) !== v3.lookup(destination))).toBe(true)
})

test('multibit: there and back, every destination finds the same route, also after further changes', () => {
  const binary = createBinaryTrie()
  const multibit = expandTrie(binary)
  const back = contractTrie(multibit)
  expect([multibit.routes, back.routes]).toEqual([binary.routes, binary.routes])
  for (let round = 0; round < 2; round++) {
    const found = destinations.map((destination) => binary.longestMatch(destination))
    expect(destinations.map((destination) => multibit.longestMatch(destination))).toEqual(found)
    expect(destinations.map((destination) => back.longestMatch(destination))).toEqual(found)
    if (round === 0) for (const trie of [binary, multibit, back]) withdrawEveryThird(trie)
  }
})

test('multibit: prefixes of any length survive', () => {
  const route = fc.record({
    at: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
    length: fc.integer({ min: 0, max: 32 }),
  })
  fc.assert(
    fc.property(fc.array(route), (list) => {
      const binary = new BinaryTrie()
      for (const [index, { at, length }] of list.entries()) {
        binary.assign(length === 0 ? 0 : at & (-1 << (32 - length)), length, 1 + index)
      }
      const multibit = expandTrie(binary)
      const back = contractTrie(multibit)
      for (const { at } of list)
        expect([multibit.longestMatch(at), back.longestMatch(at)]).toEqual([
          binary.longestMatch(at),
          binary.longestMatch(at),
        ])
    }),
  )
})

test('vrf: an old caller means instance 0, and after a back-out all do', async () => {
  await fill(v5.applyChange)
  await fill(v6.applyChange)
  await v6.applyChange({ vrf: 2, prefix: 0, length: 0, hops: 99 })
  expect(destinations.map((destination) => vrf['fib.ts#lookup'](destination, expedited))).toEqual(
    destinations.map((destination) => v5.lookup(destination, expedited)),
  )
  expect(destinations.map(vrf['fib.ts#findHops'])).toEqual(destinations.map(v5.findHops))
  expect(destinations.map((destination) => vrfBackOut['fib.ts#lookup'](destination, 0, 2))).toEqual(
    destinations.map((destination) => v5.lookup(destination, 0)),
  )
  expect(destinations.map((destination) => vrfBackOut['fib.ts#findHops'](destination, 2))).toEqual(
    destinations.map(v5.findHops),
  )
  expect(destinations.map((destination) => v6.lookup(destination, 0, 2))).toEqual(destinations.map(() => 99))
})

test('vrf: the one table is that of instance 0, there and back, and the others are empty', () => {
  const [fib, cache, rib] = [new Trie(), new CacheOfInstance(), new Rib()]
  fib.assign(0x0800_0000, 8, 5)
  cache.retain(0x0808_0808, 5)
  rib.enter(0x0800_0000, 8, 5)
  const fibs = mapVrf['fib.ts#fib'](fib)
  const caches = mapVrf['fib.ts#cache'](cache)
  const ribs = mapVrf['rib.ts#rib'](rib)
  expect(fibs.map((trie) => trie.longestMatch(0x0808_0808))).toEqual([5, 0, 0, 0])
  expect(caches.map((each) => each.recall(0x0808_0808))).toEqual([5, -1, -1, -1])
  expect(ribs.map((each) => each.hopsByPrefix.size)).toEqual([1, 0, 0, 0])
  expect(Object.keys(unmapVrf).toSorted()).toEqual(Object.keys(mapVrf).toSorted())
  expect(fibs[0]).toBe(fib)
  expect(caches[0]).toBe(cache)
  expect(ribs[0]).toBe(rib)
})

test('queueing: a hop holds so many packets, then so many bytes, whatever waits for others', () => {
  const packet = { length: 600 } as Packet
  const hop = 7
  for (const [queue, fitting] of [
    [inPackets, 128],
    [inBytes, Math.floor(0x2_0000 / packet.length)],
  ] as const) {
    for (let count = 0; count < fitting; count++) expect(queue.enqueue(hop, packet)).toBe(true)
    expect(queue.enqueue(hop, packet)).toBe(false)
    expect(queue.enqueue(hop + 1, packet)).toBe(true)
    queue.dequeue(hop, packet)
    expect(queue.enqueue(hop, packet)).toBe(true)
  }
})

test('routes-v2: planes of both releases understand each other, and what comes twice changes nothing', async () => {
  const change: RouteChange = { vrf: 0, prefix: 0x0800_0000, length: 8, hops: 5 }
  expect(await routesV2['fib.ts#applyChange'](change)).toBe(1)
  expect(await v11.applyChange({ sequence: 1, change: { ...change, length: 9 } })).toEqual({
    sequence: 1,
    installed: 2,
  })
  expect(await v11.applyChange({ sequence: 2, change: { ...change, hops: 0 } })).toEqual({ sequence: 2, installed: 1 })
  expect(await v11.applyChange({ sequence: 1, change })).toEqual({ sequence: 2, installed: 1 })
  expect(await routesBackOut['fib.ts#applyChange']({ sequence: 7, change })).toEqual({ sequence: 7, installed: 1 })
  expect(v10.lookup(0x0808_0808, 0, 0)).toBe(5)
})

async function fill(applyChange: (change: RouteChange) => Promise<number>): Promise<void> {
  for (let k = 0; k < routes; k++) await applyChange({ vrf: 0, ...prefixOf(k), hops: hopsOf(k) })
}

function createBinaryTrie(): BinaryTrie {
  const trie = new BinaryTrie()
  for (let k = 0; k < routes; k++) trie.assign(prefixOf(k).prefix, prefixOf(k).length, hopsOf(k))
  return trie
}

function withdrawEveryThird(trie: { assign(prefix: number, length: number, hops: number): number }): void {
  for (let k = 0; k < routes; k += 3) expect(trie.assign(prefixOf(k).prefix, prefixOf(k).length, 0)).toBe(hopsOf(k))
}

function hopsOf(k: number): number {
  return 1 + (k % 255) + (((k % 2) * (1 + (k % 199))) << 8)
}
