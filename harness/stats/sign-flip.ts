import type { Alternative } from './signed-rank.ts'

/** Where numbers drawn by lot come from: seeded, so that a test says the same of the same data. */
export interface Lot {
  /** Uniform in 0 … bound−1. */
  below(bound: number): number
}

/** Up to so many differences all 2ⁿ patterns of signs are gone through: at most a million. */
const exactUpTo = 20
const drawnPatterns = 20_000
/** Signs in one number drawn. */
const signsInDraw = 30

/**
 * P-value of the sign-flip permutation test that differences are symmetric about `centre`, by their sum: how often would
 * chance, flipping each sign, bring as large a sum? Exact up to 20 differences; above, from patterns drawn by lot, the
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

/** Goes through the patterns in the order of Gray's code: from one to the next a single sign flips. */
function countAll(values: readonly number[]): Tails {
  const { observed, tolerance } = sumUp(values)
  const patterns = 2 ** values.length
  const signs = values.map(() => 1)
  let [sum, above, below] = [observed, 0, 0]
  for (let pattern = 1; pattern <= patterns; pattern++) {
    if (sum >= observed - tolerance) above++
    if (sum <= observed + tolerance) below++
    const flip = 31 - Math.clz32(pattern & -pattern)
    if (flip >= values.length) break
    const sign = -signs[flip]!
    signs[flip] = sign
    sum += 2 * sign * values[flip]!
  }
  return { greater: above / patterns, less: below / patterns }
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
