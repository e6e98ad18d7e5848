import type { Packet } from '../protocol.ts'

/** Bytes that may wait for one next hop's address: a packet may have 40 of them or 1500. */
const limit = 0x2_0000

/** Bytes that wait, by next hop. The packets themselves are where they were suspended. */
const held = new Uint32Array(256)

/** Makes room for a packet whose next hop's address is not known yet (RFC 1122, 2.3.2.2), unless too much waits for it. */
export function enqueue(hop: number, { length }: Packet): boolean {
  if (held[hop]! + length > limit) return false
  held[hop]! += length
  return true
}

/** Gives back the room of a packet that can leave. */
export function dequeue(hop: number, { length }: Packet): void {
  held[hop]! -= length
}
