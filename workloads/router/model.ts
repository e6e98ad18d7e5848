import type { Model } from '../contract.ts'
import type {
  Acknowledgement,
  Action,
  Announcement,
  CountersReport,
  Packet,
  Reply,
  Request,
  Verdict,
  Withdrawal,
} from './protocol.ts'
import { RoutingTable } from './routing-table.ts'

export function createModel(): Model<Request, Reply> {
  return new RouterModel()
}

/** What the releases do differently, by the number of the first that does it. */
const firstWithTypesOfService = 4
const firstWithInstances = 6
const firstWithInspection = 7
const firstWithErrorMessages = 8
const firstWithBatches = 10
const firstWithMessageNumbers = 11

const instances = 4
const actions = 8
const halfOpenLimit = 8

/** Requests that may still end under an older release after a newer one has begun to serve: 64 processes have one each. */
const stragglers = 64

/**
 * A router as its specification says, slow and plain: the README has the specification. Its state is that of all
 * releases at once, so that it can follow a program from one release to the next and back again.
 */
class RouterModel implements Model<Request, Reply> {
  readonly #tables: readonly RoutingTable[] = Array.from({ length: instances }, () => new RoutingTable())
  readonly #packets = Array.from({ length: actions }, () => 0)
  /** Half-open TCP connections by the destination's upper sixteen bits. */
  readonly #halfOpen = new Map<number, number>()
  /** Numbered messages from the control plane to the data plane. */
  #messages = 0
  /** Requests in a row that were served by a release without instances, without inspection, without such numbers. */
  #runWithoutInstances = 0
  #runWithoutInspection = 0
  #runWithoutNumbers = 0
  /** The last verdict, for `apply` follows `reply`; void as soon as the state moves. */
  #judged: { readonly packet: Packet; readonly release: number; readonly verdict: Verdict } | undefined

  reply(request: Request, version: string): Reply {
    const release = releaseOf(version)
    switch (request.kind) {
      case 'packet':
        return this.#judge(request, release)
      case 'counters':
        return {
          kind: 'report',
          packets: [...this.#packets],
          batch: release < firstWithBatches ? 1 : 32,
        } satisfies CountersReport
      default:
        return this.#acknowledge(request, release)
    }
  }

  apply(request: Request, version: string): void {
    const release = releaseOf(version)
    if (request.kind === 'packet') this.#count(request, this.#judge(request, release))
    else if (request.kind !== 'counters') {
      this.#tableOf(request, release).set(request.prefix, request.length, hopsOf(request))
      if (release >= firstWithMessageNumbers) this.#messages++
    }
    this.#judged = undefined
    this.#noteRelease(release)
  }

  #judge(packet: Packet, release: number): Verdict {
    const known = this.#judged
    if (known !== undefined && known.packet === packet && known.release === release) return known.verdict
    const verdict = this.#decide(packet, release)
    this.#judged = { packet, release, verdict }
    return verdict
  }

  #decide(packet: Packet, release: number): Verdict {
    const error = (type: number, code: number): number =>
      release < firstWithErrorMessages ? 0 : composeError(packet, type, code)
    if (!hasValidChecksum(packet)) return dropped(1)
    if (isDenied(packet)) return dropped(2, error(3, 13))
    if (packet.ttl < 2) return dropped(3, error(11, 0))
    const hops = this.#route(packet, release)
    if (hops === 0) return dropped(4, error(3, 0))
    const inspection = release < firstWithInspection ? 0 : this.#inspect(packet)
    if (inspection === undefined) return dropped(5)
    const lowDelayHop = hops >> 8
    const isExpedited = release >= firstWithTypesOfService && packet.tos >> 2 === 46
    const nextHop = isExpedited && lowDelayHop > 0 ? lowDelayHop : hops % 256
    return {
      kind: 'verdict',
      action: 0,
      nextHop,
      egress: 1 + (nextHop % 16),
      link: 0x5e0000 + nextHop * 257,
      ttl: packet.ttl - 1,
      checksum: 0xffff - sumOf(packet, packet.ttl - 1),
      vrf: release < firstWithInstances ? 0 : packet.vrf,
      inspection,
      icmp: 0,
    }
  }

  /** An instance that has no route of its own uses those of instance 0. */
  #route({ destination, vrf }: Packet, release: number): number {
    const own = release < firstWithInstances || vrf === 0 ? 0 : this.#tables[vrf]!.match(destination)
    return own === 0 ? this.#tables[0]!.match(destination) : own
  }

  /** 0 if not concerned, 1 for a new connection, 2 for a part of one; undefined where it has to be dropped. */
  #inspect(packet: Packet): 0 | 1 | 2 | undefined {
    if (packet.protocol !== 6) return 0
    if (!opensConnection(packet)) return 2
    return this.#halfOpenOf(packet) < halfOpenLimit ? 1 : undefined
  }

  #count(packet: Packet, { action, inspection }: Verdict): void {
    this.#packets[action]!++
    const halfOpen = this.#halfOpenOf(packet)
    if (inspection === 1) this.#halfOpen.set(packet.destination >>> 16, halfOpen + 1)
    if (inspection === 2 && halfOpen > 0) this.#halfOpen.set(packet.destination >>> 16, halfOpen - 1)
  }

  #halfOpenOf({ destination }: Packet): number {
    return this.#halfOpen.get(destination >>> 16) ?? 0
  }

  #acknowledge(change: Announcement | Withdrawal, release: number): Acknowledgement {
    const replaced = this.#tableOf(change, release).get(change.prefix, change.length)
    const before =
      release < firstWithInstances ? this.#tables[0]!.size : this.#tables.reduce((sum, { size }) => sum + size, 0)
    const routes = before - (replaced === 0 ? 0 : 1) + (change.kind === 'announce' ? 1 : 0)
    const vrf = release < firstWithInstances ? 0 : change.vrf
    const sequence = release < firstWithMessageNumbers ? 0 : this.#messages + 1
    return { kind: 'acknowledgement', vrf, replaced, known: routes, installed: routes, sequence }
  }

  /** Before there were instances every route went to the one table, which is now that of instance 0. */
  #tableOf({ vrf }: Announcement | Withdrawal, release: number): RoutingTable {
    return this.#tables[release < firstWithInstances ? 0 : vrf]!
  }

  /**
   * What a release does not know of is gone when it has been backed out to: the routes of the other instances, the
   * half-open connections, the numbers of messages. It is taken to have been when it serves more than stragglers.
   */
  #noteRelease(release: number): void {
    this.#runWithoutInstances = release < firstWithInstances ? this.#runWithoutInstances + 1 : 0
    if (this.#runWithoutInstances === stragglers + 1) for (const table of this.#tables.slice(1)) table.clear()
    this.#runWithoutInspection = release < firstWithInspection ? this.#runWithoutInspection + 1 : 0
    if (this.#runWithoutInspection === stragglers + 1) this.#halfOpen.clear()
    this.#runWithoutNumbers = release < firstWithMessageNumbers ? this.#runWithoutNumbers + 1 : 0
    if (this.#runWithoutNumbers === stragglers + 1) this.#messages = 0
  }
}

/** Next hop, and 256 times the low-delay hop. */
function hopsOf(change: Announcement | Withdrawal): number {
  return change.kind === 'announce' ? change.nextHop + 256 * change.lowDelayHop : 0
}

/** RFC 1071: the words of a header with a right checksum sum to all ones. */
function hasValidChecksum(packet: Packet): boolean {
  return addOnes(sumOf(packet, packet.ttl), packet.checksum) === 0xffff
}

/** Ones' complement sum of the header's ten words, with the given TTL and without the checksum. */
function sumOf(packet: Packet, ttl: number): number {
  let sum = addOnes(0x4500 + packet.tos, packet.length)
  sum = addOnes(sum, packet.identification)
  sum = addOnes(sum, packet.fragment)
  sum = addOnes(sum, ttl * 256 + packet.protocol)
  sum = addOnes(sum, packet.source >>> 16)
  sum = addOnes(sum, packet.source & 0xffff)
  sum = addOnes(sum, packet.destination >>> 16)
  return addOnes(sum, packet.destination & 0xffff)
}

/** Sum of two sixteen-bit words with end-around carry. */
function addOnes(a: number, b: number): number {
  const sum = a + b
  return sum > 0xffff ? sum - 0xffff : sum
}

/** The access list: 10.255/16 may reach everything; private and loopback sources, Telnet and NetBIOS may not come in. */
function isDenied({ source, protocol, destinationPort }: Packet): boolean {
  const first = source >>> 24
  const second = (source >>> 16) & 255
  if (first === 10) return second !== 255
  if (first === 127) return true
  if (first === 172 && second >= 16 && second <= 31) return true
  if (first === 192 && second === 168) return true
  return (protocol === 6 && destinationPort === 23) || (protocol === 17 && destinationPort === 137)
}

/** SYN without ACK. */
function opensConnection({ tcpFlags }: Packet): boolean {
  return (tcpFlags & 0x02) !== 0 && (tcpFlags & 0x10) === 0
}

function dropped(action: Action, icmp = 0): Verdict {
  return { kind: 'verdict', action, nextHop: 0, egress: 0, link: 0, ttl: 0, checksum: 0, vrf: 0, inspection: 0, icmp }
}

/**
 * Type, code and checksum of an ICMP error message about a packet, of which it quotes header and ports. None is sent about
 * ICMP or a later fragment, nor to a source that is no single host: 0/8, 127/8, 224/3.
 */
function composeError(packet: Packet, type: number, code: number): number {
  const network = packet.source >>> 24
  const isHost = network !== 0 && network !== 127 && network < 224
  if (packet.protocol === 1 || packet.fragment % 8192 !== 0 || !isHost) return 0
  let sum = addOnes(type * 256 + code, addOnes(sumOf(packet, packet.ttl), packet.checksum))
  sum = addOnes(sum, packet.sourcePort)
  sum = addOnes(sum, packet.destinationPort)
  return (type * 256 + code) * 65_536 + 0xffff - sum
}

const releases: Readonly<Record<string, number>> = {
  v1: 1,
  v2: 2,
  v3: 3,
  v4: 4,
  v5: 5,
  v6: 6,
  v7: 7,
  v8: 8,
  v9: 9,
  v10: 10,
  v11: 11,
}

function releaseOf(version: string): number {
  const release = releases[version]
  if (release === undefined) {
    throw new Error(`No release ${version}; expected one of ${Object.keys(releases).join(', ')}.`)
  }
  return release
}
