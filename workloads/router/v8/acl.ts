import type { Packet } from '../protocol.ts'

/** One line of the access list; 0 as protocol or port stands for any. */
interface Rule {
  readonly permit: boolean
  readonly source: number
  readonly mask: number
  readonly protocol: number
  readonly port: number
}

/** The access list of the outside interfaces: the first rule that matches decides, and what matches none is permitted. */
const rules: readonly Rule[] = [
  // The management network may reach everything.
  { permit: true, source: 0x0aff_0000, mask: 0xffff_0000 | 0, protocol: 0, port: 0 },
  // Addresses that nobody outside can have (RFC 1918, RFC 6890).
  { permit: false, source: 0x0a00_0000, mask: 0xff00_0000 | 0, protocol: 0, port: 0 },
  { permit: false, source: 0xac10_0000 | 0, mask: 0xfff0_0000 | 0, protocol: 0, port: 0 },
  { permit: false, source: 0xc0a8_0000 | 0, mask: 0xffff_0000 | 0, protocol: 0, port: 0 },
  { permit: false, source: 0x7f00_0000, mask: 0xff00_0000 | 0, protocol: 0, port: 0 },
  // Services that are not for the outside: Telnet, NetBIOS.
  { permit: false, source: 0, mask: 0, protocol: 6, port: 23 },
  { permit: false, source: 0, mask: 0, protocol: 17, port: 137 },
] as const

/** Whether the access list lets a packet in. */
export function permits(packet: Packet): boolean {
  for (let index = 0; index < rules.length; index++) {
    const { permit, source, mask, protocol, port } = rules[index]!
    const isAbout =
      (packet.source & mask) === source &&
      (protocol === 0 || protocol === packet.protocol) &&
      (port === 0 || port === packet.destinationPort)
    if (isAbout) return permit
  }
  return true
}
