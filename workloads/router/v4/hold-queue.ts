import type { Packet } from '../protocol.ts'

/** Packets that may wait for one next hop's address. */
const limit = 128

/** Packets that wait, by next hop. They themselves are where they were suspended. */
const held = new Uint32Array(256)

/** Makes room for a packet whose next hop's address is not known yet (RFC 1122, 2.3.2.2), unless too much waits for it. */
export function enqueue(hop: number, _packet: Packet): boolean {
  if (held[hop]! >= limit) return false
  held[hop]!++
  return true
}

/** Gives back the room of a packet that can leave. */
export function dequeue(hop: number, _packet: Packet): void {
  held[hop]!--
}
