import type { History } from '../load/history.ts'
import { faultCodes } from './fault.ts'

/**
 * Marks each request that a later one overtook: only it came out of order. One reply held back for a thousand others is
 * one violation; a hundred held back are a hundred. Means something only where one process serves all requests.
 */
export function markOvertaken({ count, replies, rank }: History, codes: Uint8Array): void {
  let firstAfter = Infinity
  for (let id = count - 1; id >= 0; id--) {
    if (replies[id] === 0) continue
    if (rank[id]! > firstAfter) codes[id] = faultCodes.outOfOrder
    else firstAfter = rank[id]!
  }
}
