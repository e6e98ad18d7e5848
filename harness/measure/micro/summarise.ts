import { estimateShift, type Estimate } from '../../stats/hodges-lehmann.ts'
import { timedKinds, type TimedKind } from './call-kinds.ts'
import type { CallTimes } from './time-calls.ts'

/** One process each of a number of linkages, in random order. */
export type Round = ReadonlyMap<string, CallTimes>

/** What a call costs, in ns: by itself, and over a plain call of the same round. */
export interface CallCost {
  readonly ns: Estimate
  readonly overPlain: Estimate
}

/** The linkage with plain calls. */
export const plain = 'direct'

/** What each kind of call costs under a linkage: a sample set counts where the plain calls of its round have been timed too. */
export function summariseCalls(rounds: readonly Round[], strategy: string): Readonly<Record<TimedKind, CallCost>> {
  const pairs = rounds.flatMap((round) => {
    const [times, base] = [round.get(strategy), round.get(plain)]
    return times === undefined || base === undefined ? [] : [{ times, base }]
  })
  return Object.fromEntries(
    timedKinds.map((kind): [TimedKind, CallCost] => [
      kind,
      {
        ns: estimateShift(pairs.map(({ times }) => times[kind])),
        overPlain: estimateShift(pairs.map(({ times, base }) => times[kind] - base[kind])),
      },
    ]),
  ) as Record<TimedKind, CallCost>
}
