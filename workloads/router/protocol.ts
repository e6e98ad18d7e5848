/** What comes in on the line: a packet, or a message of the routing protocol or of the operator. */
export type Request = Packet | Announcement | Withdrawal | CountersQuery

export type Reply = Verdict | Acknowledgement | CountersReport

/**
 * An IPv4 packet as the line card hands it over: the header (RFC 791, without options) and the first of the transport
 * header. Addresses are 32 bits in two's complement, so that each is a small integer to the machine.
 */
export interface Packet {
  readonly kind: 'packet'
  /** Routing instance of the interface on which it came, 0 … 3. */
  readonly vrf: number
  /** The former type of service: DSCP in the upper six bits. */
  readonly tos: number
  /** Total length in bytes. */
  readonly length: number
  readonly identification: number
  /** Flags and fragment offset. */
  readonly fragment: number
  readonly ttl: number
  /** 1 ICMP, 6 TCP, 17 UDP. */
  readonly protocol: number
  readonly checksum: number
  readonly source: number
  readonly destination: number
  /** 0 where the protocol has no ports. */
  readonly sourcePort: number
  readonly destinationPort: number
  /** 0x02 SYN, 0x10 ACK; 0 unless TCP. */
  readonly tcpFlags: number
}

/** A route as a routing protocol announces it; replaces an earlier one to the same prefix. */
export interface Announcement {
  readonly kind: 'announce'
  readonly vrf: number
  /** Bits below the prefix length are 0. */
  readonly prefix: number
  readonly length: number
  /** Next hops are numbered 1 … 255. */
  readonly nextHop: number
  /** Next hop of the low-delay path; 0 where there is none. */
  readonly lowDelayHop: number
}

export interface Withdrawal {
  readonly kind: 'withdraw'
  readonly vrf: number
  readonly prefix: number
  readonly length: number
}

/** Asks for the packet counters, as a management station does. */
interface CountersQuery {
  readonly kind: 'counters'
}

/**
 * What became of a packet:
 *   0 forwarded · 1 corrupt (header checksum) · 2 denied (access list) · 3 expired (TTL) · 4 unreachable (no route) ·
 *   5 filtered (stateful inspection) · 6 congested (too much waits for the next hop's address)
 */
export type Action = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** All but `action` and `icmp` is 0 unless the packet was forwarded. */
export interface Verdict {
  readonly kind: 'verdict'
  readonly action: Action
  readonly nextHop: number
  /** Interface on which the packet leaves. */
  readonly egress: number
  /** Lower 24 bits of the neighbour's link-layer address. */
  readonly link: number
  /** TTL and header checksum with which it leaves. */
  readonly ttl: number
  readonly checksum: number
  /** Routing instance in which it was forwarded. */
  readonly vrf: number
  /** What stateful inspection made of it: 0 nothing, 1 a connection opens, 2 it belongs to one. */
  readonly inspection: number
  /** The error message that went back to the sender (RFC 792): type, code, and checksum in the lower half; 0 for none. */
  readonly icmp: number
}

/** Answers an announcement or a withdrawal. */
export interface Acknowledgement {
  readonly kind: 'acknowledgement'
  /** Routing instance whose table was changed. */
  readonly vrf: number
  /** Hops of the route that stood there before; 0 if none did. */
  readonly replaced: Hops
  /** Routes that the control plane knows of, and that the data plane has installed, in all instances. */
  readonly known: number
  readonly installed: number
  /** Number of the last message of the control plane that is in force in the data plane; 0 where they have none. */
  readonly sequence: number
}

export interface CountersReport {
  readonly kind: 'report'
  /** Packets by action code. */
  readonly packets: readonly number[]
  /** Requests that the router takes from the line at a time, at most. */
  readonly batch: number
}

/** The hops of a route in one word: next hop in the low byte, low-delay hop above it. Never 0 for a route. */
export type Hops = number

/** What the control plane tells the data plane: the route that is now in force for a prefix. */
export interface RouteChange {
  readonly vrf: number
  readonly prefix: number
  readonly length: number
  /** 0: there is none any more. */
  readonly hops: Hops
}

/** A numbered route change, as the control plane sends it from v11 on. */
export interface RouteMessage {
  /** Rises by one with each message; 0 from a control plane that does not number its messages. */
  readonly sequence: number
  readonly change: RouteChange
}

/** The data plane's answer. */
export interface RouteConfirmation {
  /** Number of the last message in force. */
  readonly sequence: number
  /** Routes installed, in all instances. */
  readonly installed: number
}

/** How a next hop is reached, as address resolution found out. */
export interface Neighbour {
  readonly egress: number
  readonly link: number
}
