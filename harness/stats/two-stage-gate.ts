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

/**
 * The regression gate. The first stage takes every comparison as if it were the only one (α = 0.05, unadjusted), so that
 * it misses little; only what it flags is looked at again, on fresh blocks and adjusted by Holm's method, and only that
 * can fail. A false alarm needs chance to strike twice, and what is really slower is slower again.
 */
export function runGate(entries: readonly GateEntry[], alpha = 0.05): GateResult[] {
  const flagged = entries.filter(({ first }) => first <= alpha)
  // One that was not looked at again counts among the flagged all the same: it might still have been rejected.
  const adjusted = new Map(flagged.map((entry, index) => [entry, index]))
  const pValues = adjustHolm(flagged.map(({ second }) => second ?? 1))
  return entries.map((entry) => {
    const index = adjusted.get(entry)
    if (index === undefined) return { stage: 'passed' }
    if (entry.second === undefined) return { stage: 'flagged' }
    const p = pValues[index] ?? 1
    return { stage: p <= alpha ? 'failed' : 'cleared', p }
  })
}
