import type { Neighbour } from '../protocol.ts'

/** Neighbours that have answered, by next hop. */
export class NeighbourTable {
  answers = new Map<number, Neighbour>()
  solicitations = 0
}

const table = new NeighbourTable()

/** Asks a next hop for its link-layer address (ARP, RFC 826). */
export async function solicit(hop: number): Promise<Neighbour> {
  table.solicitations++
  const answer = table.answers.get(hop) ?? hear(hop)
  table.answers.set(hop, answer)
  return answer
}

/** The answer. There is no wire here, so a neighbour's address and interface follow from its number. */
function hear(hop: number): Neighbour {
  return { egress: 1 + (hop & 15), link: 0x5e_0000 + 257 * hop }
}
