import type { Alternative } from './signed-rank.ts'

/** Where numbers drawn by lot come from: seeded, so that a test says the same of the same data. */
export interface Lot {
  /** Uniform in 0 … bound−1. */
  below(bound: number): number
}

/** Up to so many differences all 2ⁿ patterns of signs are counted. */
const exactUpTo = 32
const drawnPatterns = 20_000
/** Signs in one number drawn. */
const signsInDraw = 30

/**
 * P-value of the sign-flip permutation test that differences are symmetric about `centre`, by their sum: how often would
 * chance, flipping each sign, bring as large a sum? Exact up to 32 differences; above, from patterns drawn by lot, the
 * observed one counted among them, so that it never says 0 (Phipson and Smyth 2010).
 */
export function testSignFlip(differences: readonly number[], alternative: Alternative, lot: Lot, centre = 0): number {
  const shifted = differences.map((difference) => difference - centre)
  const { greater, less } = shifted.length <= exactUpTo ? countAll(shifted) : countDrawn(shifted, lot)
  if (alternative === 'two-sided') return Math.min(1, 2 * Math.min(greater, less))
  return alternative === 'greater' ? greater : less
}

interface Tails {
  readonly greater: number
  readonly less: number
}

/**
 * Counts all patterns without going through each: every sum of the first half of the values, against every one of the
 * second half ("meeting in the middle", Horowitz and Sahni 1974).
 */
function countAll(values: readonly number[]): Tails {
  const { observed, tolerance } = sumUp(values)
  const half = Math.floor(values.length / 2)
  const [some, others] = [listSums(values.slice(0, half)), listSums(values.slice(half))]
  const patterns = some.length * others.length
  const above = countFrom(some, others, observed - tolerance)
  // Flipping every sign turns each sum over, so that as many lie at or below a number as at or above its opposite.
  return { greater: above / patterns, less: countFrom(some, others, -observed - tolerance) / patterns }
}

/** The sums of all patterns of signs, in ascending order: those with the value merged with those without. */
function listSums(values: readonly number[]): Float64Array {
  let sums = new Float64Array(1)
  for (const value of values) {
    const [size, step] = [sums.length, Math.abs(value)]
    const next = new Float64Array(2 * size)
    for (let place = 0, low = 0, high = 0; place < next.length; place++) {
      const takesLow = low < size && (high === size || sums[low]! - step <= sums[high]! + step)
      next[place] = takesLow ? sums[low++]! - step : sums[high++]! + step
    }
    sums = next
  }
  return sums
}

/** Pairs of one of each, both in ascending order, whose sum is at least `least`. */
function countFrom(some: Float64Array, others: Float64Array, least: number): number {
  let [count, first] = [0, others.length]
  for (const sum of some) {
    while (first > 0 && sum + others[first - 1]! >= least) first--
    count += others.length - first
  }
  return count
}

function countDrawn(values: readonly number[], lot: Lot): Tails {
  const { observed, tolerance } = sumUp(values)
  let [above, below] = [1, 1]
  for (let draw = 0; draw < drawnPatterns; draw++) {
    let [sum, bits] = [0, 0]
    for (const [index, value] of values.entries()) {
      bits = index % signsInDraw === 0 ? lot.below(2 ** signsInDraw) : bits >>> 1
      sum += (bits & 1) === 0 ? value : -value
    }
    if (sum >= observed - tolerance) above++
    if (sum <= observed + tolerance) below++
  }
  return { greater: above / (drawnPatterns + 1), less: below / (drawnPatterns + 1) }
}

/** Sums that differ by less than rounding are the same. */
function sumUp(values: readonly number[]): { readonly observed: number; readonly tolerance: number } {
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0)
  return { observed: values.reduce((sum, value) => sum + value, 0), tolerance: size * 1e-12 }
}
