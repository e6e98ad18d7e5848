import { prefixOf } from './prefix-plan.ts'
import type { Announcement, Withdrawal } from './protocol.ts'

/** Announces route k; every other one has a low-delay path as well. */
export function createAnnouncement(k: number, draw: number): Announcement {
  const { prefix, length } = prefixOf(k)
  const nextHop = 1 + ((draw & 0xffff) % 255)
  const lowDelayHop = draw >>> 31 === 0 ? 0 : 1 + (((draw >>> 16) & 0x7fff) % 255)
  return { kind: 'announce', vrf: vrfOf(k), prefix, length, nextHop, lowDelayHop }
}

export function createWithdrawal(k: number): Withdrawal {
  const { prefix, length } = prefixOf(k)
  return { kind: 'withdraw', vrf: vrfOf(k), prefix, length }
}

/** One route in eight belongs to a routing instance other than 0. */
function vrfOf(k: number): number {
  return (k & 7) === 7 ? 1 + ((k >>> 3) % 3) : 0
}
