import { quantileSorted } from 'simple-statistics'
import type { Lot } from './sign-flip.ts'

export interface BootstrapOptions {
  readonly coverage?: number
  readonly samples?: number
}

/**
 * Percentile interval of a figure that is made of many values of several blocks, as a percentile of merged latencies is:
 * whole blocks are drawn with replacement, as what lies in one block belongs together. With few blocks it is too narrow
 * (15 blocks: about 90 % where it says 95 %): where a block has one value, take `estimateShift`.
 */
export function bootstrapBlocks<T>(
  blocks: readonly T[],
  measure: (blocks: readonly T[]) => number,
  lot: Lot,
  { coverage = 0.95, samples = 2000 }: BootstrapOptions = {},
): { readonly estimate: number; readonly lower: number; readonly upper: number } {
  if (blocks.length === 0) throw new Error('Expected at least one block to draw from, got none.')
  const drawn = Array.from({ length: samples }, () => measure(blocks.map(() => blocks[lot.below(blocks.length)]!)))
  const sorted = drawn.toSorted((a, b) => a - b)
  const tail = (1 - coverage) / 2
  return {
    estimate: measure(blocks),
    lower: quantileSorted(sorted, tail),
    upper: quantileSorted(sorted, 1 - tail),
  }
}
