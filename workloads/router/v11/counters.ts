import type { Action, CountersReport } from '../protocol.ts'

/** Packets by what became of them, for the management station. */
export class PacketCounters {
  /** By action code, with room for codes to come. */
  packets = new Float64Array(8)

  increment(action: Action): void {
    this.packets[action]!++
  }

  snapshot(): number[] {
    return Array.from(this.packets)
  }
}

const counters = new PacketCounters()

/** Counts a packet; every packet is counted once. */
export function countPacket(action: Action): void {
  counters.increment(action)
}

export function reportCounters(): CountersReport {
  return { kind: 'report', packets: counters.snapshot(), batch: 1 }
}
