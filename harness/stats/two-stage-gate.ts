import { adjustHolm } from './holm.ts'

/** One gated comparison: p-values of the one-sided hypothesis that it is not worse by more than the margin. */
export interface GateEntry {
  readonly first: number
  /** From blocks that `first` has not seen; undefined where there are none (yet). */
  readonly second: number | undefined
}

export type GateResult =
  /** Nothing to be seen in the first stage. */
  | { readonly stage: 'passed' }
  /** Seen in the first stage, and not looked at again. */
  | { readonly stage: 'flagged' }
  /** Seen in the first stage only: `p` is that of the second, adjusted for the number of flagged ones. */
  | { readonly stage: 'cleared'; readonly p: number }
  /** Seen in both. */
  | { readonly stage: 'failed'; readonly p: number }

/** Levels of the two stages. */
export interface GateLevels {
  readonly first: number
  readonly second: number
}

/**
 * With 0.01 for the second stage, Holm's method keeps a false alarm below 1 % of runs however many comparisons there are and
 * however noisy the machine: at 0.05 it would be up to 5 % where the noise is so large that the margin does not count.
 */
export const gateLevels: GateLevels = { first: 0.05, second: 0.01 }

/**
 * The regression gate. The first stage takes every comparison as if it were the only one, unadjusted, so that it misses
 * little; only what it flags is looked at again, on fresh blocks and adjusted by Holm's method, and only that
 * can fail. A false alarm needs chance to strike twice, and what is really slower is slower again.
 */
export function runGate(
  entries: readonly GateEntry[],
  { first: level, second }: GateLevels = gateLevels,
): GateResult[] {
  const flagged = entries.filter((entry) => entry.first <= level)
  // One that was not looked at again counts among the flagged all the same: it might still have been rejected.
  const adjusted = new Map(flagged.map((entry, index) => [entry, index]))
  const pValues = adjustHolm(flagged.map((entry) => entry.second ?? 1))
  return entries.map((entry) => {
    const index = adjusted.get(entry)
    if (index === undefined) return { stage: 'passed' }
    if (entry.second === undefined) return { stage: 'flagged' }
    const p = pValues[index] ?? 1
    return { stage: p <= second ? 'failed' : 'cleared', p }
  })
}
