import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createModel } from './model.ts'
import type { Acknowledgement, Packet, Verdict } from './protocol.ts'
import { checksumAfterHop as recompute, isIntact } from './v1/checksum.ts'
import { checksumAfterHop as bringUpToDate } from './v2/checksum.ts'
import { Trie as BinaryTrie } from './v1/trie.ts'
import { Trie as MultibitTrie } from './v5/trie.ts'

/** A UDP packet from 192.0.2.1. */
const udp: Packet = {
  kind: 'packet',
  vrf: 0,
  tos: 0,
  length: 60,
  identification: 0x1c46,
  fragment: 0x4000,
  ttl: 64,
  protocol: 17,
  checksum: 0,
  source: 0xc000_0201 | 0,
  destination: 0x0808_0808,
  sourcePort: 40_000,
  destinationPort: 33_434,
  tcpFlags: 0,
}

/** 4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7: the header by which the checksum is usually explained. */
const textbook: Packet = {
  ...udp,
  length: 0x73,
  identification: 0,
  checksum: 0xb861,
  source: 0xc0a8_0001 | 0,
  destination: 0xc0a8_00c7 | 0,
}

test('a textbook header is intact, and is not with any bit of its checksum changed (RFC 1071)', () => {
  const corrupt = 1
  expect(isIntact(textbook)).toBe(true)
  expect(judge(textbook).action).not.toBe(corrupt)
  for (let bit = 0; bit < 16; bit++) {
    const changed = { ...textbook, checksum: textbook.checksum ^ (1 << bit) }
    expect(isIntact(changed)).toBe(false)
    expect(judge(changed).action).toBe(corrupt)
  }
})

test('the checksum of the textbook header one hop later is 0x0100 more', () => {
  expect(recompute(textbook)).toBe(0xb961)
  expect(bringUpToDate(textbook)).toBe(0xb961)
})

test('a checksum that becomes zero is 0x0000, as recomputed, and not 0xffff (RFC 1624, section 3)', () => {
  const packet = withChecksum({ ...udp, identification: findIdentification(0x0000) })
  expect([recompute(packet), bringUpToDate(packet), judge(packet).checksum]).toEqual([0, 0, 0])
})

test('recomputed, incremental and modelled checksum agree on every packet', () => {
  const word = fc.nat(0xffff)
  const address = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })
  fc.assert(
    fc.property(
      word,
      word,
      fc.nat(255),
      fc.integer({ min: 2, max: 255 }),
      address,
      (length, identification, tos, ttl, destination) => {
        const packet = withChecksum({ ...udp, length, identification, tos, ttl, destination })
        const { action, checksum } = judge(packet)
        expect([action, checksum, bringUpToDate(packet)]).toEqual([0, recompute(packet), recompute(packet)])
      },
    ),
  )
})

test('model and tries find the longest prefix that a search of all routes finds', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.array(address, { minLength: 1, maxLength: 20 }),
      (changes, destinations) => {
        const model = createModel()
        const tries = [new BinaryTrie(), new MultibitTrie()]
        const routes = new Map<string, Change>()
        for (const { prefix, length, hop } of changes) {
          const key = `${prefix}/${length}`
          const previous = routes.get(key)?.hop ?? 0
          if (hop === 0) routes.delete(key)
          else routes.set(key, { prefix, length, hop })
          for (const trie of tries)
            expect([trie.assign(prefix, length, hop), trie.routes]).toEqual([previous, routes.size])
          if (hop === 0) model.apply({ kind: 'withdraw', vrf: 0, prefix, length }, 'v1')
          else model.apply({ kind: 'announce', vrf: 0, prefix, length, nextHop: hop, lowDelayHop: 0 }, 'v1')
        }
        for (const destination of destinations) {
          const expected = searchAll([...routes.values()], destination)
          expect(tries.map((trie) => trie.longestMatch(destination))).toEqual([expected, expected])
          const verdict = model.reply(withChecksum({ ...udp, destination }), 'v1')
          expect(verdict).toMatchObject({ nextHop: expected })
        }
      },
    ),
  )
})

test('each instance has routes of its own from v6 on, and falls back to those of instance 0', () => {
  const model = createModel()
  const announce = { kind: 'announce', prefix: 0x0800_0000, length: 8, lowDelayHop: 0 } as const
  model.apply({ ...announce, vrf: 1, nextHop: 10 }, 'v5')
  model.apply({ ...announce, vrf: 2, nextHop: 20 }, 'v6')
  const packet = withChecksum(udp)
  const hops = [0, 1, 2].map((vrf) => (model.reply({ ...packet, vrf }, 'v6') as Verdict).nextHop)
  expect(hops).toEqual([10, 10, 20])
})

test('a back-out to v5 loses the routes of other instances, once it is no straggler any more', () => {
  const model = createModel()
  const announce = { kind: 'announce', prefix: 0x0800_0000, length: 8, nextHop: 10, lowDelayHop: 0 } as const
  const packet = withChecksum({ ...udp, vrf: 2 })
  model.apply({ ...announce, vrf: 2 }, 'v6')
  for (let request = 0; request < 64; request++) model.apply(packet, 'v5')
  expect(model.reply(packet, 'v6')).toMatchObject({ action: 0 })
  model.apply(packet, 'v5')
  expect(model.reply(packet, 'v6')).toMatchObject({ action: 4 })
})

test('a network with eight half-open connections gets a ninth when one has been completed', () => {
  const model = createModel()
  model.apply({ kind: 'announce', vrf: 0, prefix: 0, length: 0, nextHop: 1, lowDelayHop: 0 }, 'v7')
  const segment = withChecksum({ ...udp, protocol: 6, destinationPort: 80 })
  const opening = { ...segment, tcpFlags: 0x02 }
  const actions = [...Array.from({ length: 9 }, () => opening), { ...segment, tcpFlags: 0x10 }, opening].map(
    (packet) => {
      const { action } = model.reply(packet, 'v7') as Verdict
      model.apply(packet, 'v7')
      return action
    },
  )
  expect(actions).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0])
})

test('the sender of an expired packet is told with type 11, code 0 and a checksum of the message (RFC 792)', () => {
  const packet = withChecksum({ ...udp, ttl: 1 })
  const { icmp } = createModel().reply(packet, 'v8') as Verdict
  expect(icmp >>> 16).toBe(0x0b00)
  const quoted = [0x4500, 60, 0x1c46, 0x4000, 0x0111, packet.checksum, 0xc000, 0x0201, 0x0808, 0x0808, 40_000, 33_434]
  const sum = [icmp >>> 16, icmp & 0xffff, ...quoted].reduce((total, word) => total + word, 0)
  expect(sum % 0xffff).toBe(0)
})

test('errors are reported to hosts, about what is no ICMP, and since v8', () => {
  const denied = withChecksum({ ...udp, destinationPort: 137 })
  const fromMany = withChecksum({ ...denied, source: 0xe000_0001 | 0 })
  const ping = withChecksum({ ...denied, protocol: 1, sourcePort: 0, destinationPort: 0, ttl: 1 })
  const icmps = [denied, fromMany, ping].map((packet) => (createModel().reply(packet, 'v8') as Verdict).icmp >>> 16)
  expect(icmps).toEqual([0x030d, 0, 0])
  expect(createModel().reply(denied, 'v7')).toMatchObject({ action: 2, icmp: 0 })
})

test('messages between the planes are numbered from v11 on, and from one again after a back-out', () => {
  const model = createModel()
  const announce = { kind: 'announce', vrf: 0, prefix: 0, length: 0, nextHop: 1, lowDelayHop: 0 } as const
  const serve = (version: string): number => {
    const { sequence } = model.reply(announce, version) as Acknowledgement
    model.apply(announce, version)
    return sequence
  }
  expect(['v11', 'v11', 'v10', 'v11'].map(serve)).toEqual([1, 2, 0, 3])
  for (let straggler = 0; straggler < 65; straggler++) serve('v10')
  expect(serve('v11')).toBe(1)
})

test('an unknown version is an error that lists the known ones', () => {
  expect(() => createModel().reply({ kind: 'counters' }, 'v99')).toThrow(
    'No release v99; expected one of v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11.',
  )
})

interface Change {
  readonly prefix: number
  readonly length: number
  /** 0 withdraws. */
  readonly hop: number
}

/** Few different bits, so that prefixes nest and come again. */
const address = fc.integer({ min: 0, max: 255 }).map((bits) => (bits << 24) | ((bits & 15) << 12) | (bits & 3))
const change = fc
  .record({ at: address, length: fc.integer({ min: 0, max: 32 }), hop: fc.nat(3) })
  .map(({ at, length, hop }): Change => ({ prefix: length === 0 ? 0 : at & (-1 << (32 - length)), length, hop }))

function searchAll(routes: readonly Change[], destination: number): number {
  const matching = routes.filter(
    ({ prefix, length }) => toBits(prefix).slice(0, length) === toBits(destination).slice(0, length),
  )
  return matching.toSorted((a, b) => b.length - a.length)[0]?.hop ?? 0
}

function toBits(value: number): string {
  return (value >>> 0).toString(2).padStart(32, '0')
}

/** Verdict of a router with a default route. */
function judge(packet: Packet): Verdict {
  const model = createModel()
  model.apply({ kind: 'announce', vrf: 0, prefix: 0, length: 0, nextHop: 1, lowDelayHop: 0 }, 'v1')
  return model.reply(packet, 'v1') as Verdict
}

/** The checksum word for which the header's ten words sum to a multiple of 65,535. */
function withChecksum(packet: Packet): Packet {
  const { tos, length, identification, fragment, ttl, protocol, source, destination } = packet
  const words = [
    0x4500 + tos,
    length,
    identification,
    fragment,
    ttl * 256 + protocol,
    source >>> 16,
    source & 0xffff,
    destination >>> 16,
    destination & 0xffff,
  ]
  const residue = words.reduce((sum, value) => sum + value, 0) % 0xffff
  return { ...packet, checksum: residue === 0 ? 0 : 0xffff - residue }
}

/** An identification with which the packet leaves with the given checksum. */
function findIdentification(checksum: number): number {
  for (let identification = 0; identification <= 0xffff; identification++) {
    if (withChecksum({ ...udp, identification, ttl: udp.ttl - 1 }).checksum === checksum) return identification
  }
  throw new Error(`No identification gives the checksum ${checksum}.`)
}
