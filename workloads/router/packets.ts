import { hostIn, hostMaskOf, prefixOf } from './prefix-plan.ts'
import type { Packet } from './protocol.ts'

/** Half of all packets go to popular destinations, each of which has flows from four sources. */
export const popularDestinations = 1024
const flows = 4 * popularDestinations

const icmp = 1
const tcp = 6
const udp = 17
const syn = 0x02
const ack = 0x10
const versionAndHeaderLength = 0x4500
const dontFragment = 0x4000
/** DSCP 46, expedited forwarding. */
const expedited = 0xb8
/** Ten TCP, five UDP, one ICMP; and which of the fields behind the header those have. */
const protocols = Uint8Array.of(tcp, tcp, tcp, tcp, tcp, tcp, tcp, tcp, tcp, tcp, udp, udp, udp, udp, udp, icmp)
const portMasks = Uint16Array.from(protocols, (protocol) => (protocol === icmp ? 0 : 0xffff))
const flagMasks = Uint8Array.from(protocols, (protocol) => (protocol === tcp ? 0xff : 0))
/** One segment in eight opens a connection. */
const tcpFlags = Uint8Array.of(syn, ack, ack, ack, ack, ack, ack, ack)
/** Two in 32, 23 and 137, are not let in by the access list. */
const usualPorts = [80, 443, 80, 443, 25, 53, 22, 123, 80, 443, 8080, 5060, 110, 143, 993]
const ports = Uint16Array.from([...usualPorts, ...usualPorts, 23, 137])
const typesOfService = Uint8Array.of(0, 0, 0, 0, 0, 0, 0x28, expedited)
const vrfs = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3)

/** Makes the packets of all requests, from random bits. */
export class PacketSource {
  readonly #routes: number
  readonly #routesPerDraw: number
  /** By route, and behind the routes by popular destination. */
  readonly #prefixes: Int32Array
  readonly #hostMasks: Int32Array

  constructor(routes: number) {
    this.#routes = routes
    this.#routesPerDraw = routes / 0x1_0000_0000
    const total = routes + popularDestinations
    this.#prefixes = Int32Array.from({ length: total }, (_, k) =>
      k < routes ? prefixOf(k).prefix : this.#popularHost(k - routes),
    )
    this.#hostMasks = Int32Array.from({ length: total }, (_, k) => (k < routes ? hostMaskOf(prefixOf(k)) : 0))
  }

  /** @param dice 20 bits or more; @param flowDraw decides about what all packets of a flow share; @param draw about the rest */
  create(dice: number, flowDraw: number, draw: number): Packet {
    const trouble = dice & 63
    const target = (dice >>> 6) & 15
    // Which half of the traffic a packet belongs to cannot be predicted, so masks are cheaper than a branch.
    const rare = -(target >>> 3)
    const flow = flowDraw & (rare | (flows - 1))
    const popular = this.#routes + (flow & (popularDestinations - 1))
    const k = (this.knownRoute(flowDraw) & rare) | (popular & ~rare)
    const hash = Math.imul(flow ^ 0x5bd1_e995, 0x85eb_ca6b)
    let source = hash ^ (hash >>> 15)
    let destination = target === 15 ? draw : this.#prefixes[k]! | (draw & this.#hostMasks[k]!)
    let choice = hash >>> 28
    let port = (hash >>> 23) & 31
    let flags = draw >>> 29
    if (trouble === 2) source = 0x0a00_0000 | (draw & 0x00ff_ffff)
    if (trouble === 3) source = 0xc0a8_0000 | (draw & 0xffff)
    if (trouble === 4 || trouble === 5) {
      // A flood of connections that are never completed, to two victims.
      destination = this.#prefixes[this.#routes + trouble]! ^ 1
      choice = 0
      port = 0
      flags = 0
    }
    const tos = typesOfService[(dice >>> 10) & 7]!
    const protocol = protocols[choice]!
    const ttl = trouble === 0 ? 1 : 57 + ((dice >>> 17) & 7)
    const length = 40 + (draw & 1023)
    const identification = draw & 0xffff
    const checksum = createChecksum(tos + length + identification + (ttl << 8) + protocol, source, destination)
    return {
      kind: 'packet',
      vrf: vrfs[(dice >>> 13) & 15]!,
      tos,
      length,
      identification,
      fragment: dontFragment,
      ttl,
      protocol,
      checksum: trouble === 1 ? checksum ^ (1 + (draw & 0x7ffe)) : checksum,
      source,
      destination,
      sourcePort: (1024 + (hash & 0x7fff)) & portMasks[choice]!,
      destinationPort: ports[port]! & portMasks[choice]!,
      tcpFlags: tcpFlags[flags]! & flagMasks[choice]!,
    }
  }

  #popularHost(rank: number): number {
    return hostIn(this.popularRoute(rank), Math.imul(rank + 1, 0x9e37_79b1))
  }

  /** Number of the route to a popular destination. */
  popularRoute(rank: number): number {
    return (rank * 977) % this.#routes
  }

  /** A route number from 32 random bits. */
  knownRoute(draw: number): number {
    return ((draw >>> 0) * this.#routesPerDraw) | 0
  }
}

/** A packet as traceroute sends it, from an address that is nobody's (RFC 5737), with the highest TTL. */
export function createTestPacket(number: number, destination: number, vrf: number, isExpedited: boolean): Packet {
  const source = 0xc000_0201 | 0
  const tos = isExpedited ? expedited : 0
  const length = 60
  const ttl = 255
  return {
    kind: 'packet',
    vrf,
    tos,
    length,
    identification: number,
    fragment: dontFragment,
    ttl,
    protocol: udp,
    checksum: createChecksum(tos + length + number + (ttl << 8) + udp, source, destination),
    source,
    destination,
    sourcePort: 40_000,
    destinationPort: 33_434,
    tcpFlags: 0,
  }
}

/** Of a header without options, from the sum of the words that are not below. */
function createChecksum(words: number, source: number, destination: number): number {
  const addresses = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff)
  const sum = versionAndHeaderLength + dontFragment + words + addresses
  const carried = (sum & 0xffff) + (sum >>> 16)
  return ~(carried + (carried >>> 16)) & 0xffff
}
