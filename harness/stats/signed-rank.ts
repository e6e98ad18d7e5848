import { getNormalQuantile, getNormalTail } from './distributions.ts'
import { getMidranks } from './midranks.ts'

/** Up to so many differences the distribution is counted out; above, the normal approximation is as good. */
const exactUpTo = 100

/**
 * Distribution of Wilcoxon's signed-rank statistic T⁺ for `n` differences without ties or zeros: element t is the
 * probability that T⁺ = t when each sign is a fair coin. Exact, by adding one rank after the other (t = 0 … n(n+1)/2).
 */
export function getSignedRankDistribution(n: number): Float64Array {
  return addRanks(Array.from({ length: n }, (_, index) => index + 1))
}

/** Distribution of the sum of those of the whole numbers `ranks` that a fair coin chooses. */
function addRanks(ranks: readonly number[]): Float64Array {
  const probabilities = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1)
  probabilities[0] = 1
  let largest = 0
  for (const rank of ranks) {
    largest += rank
    for (let t = largest; t >= 0; t--) {
      const withRank = t >= rank ? probabilities[t - rank]! : 0
      probabilities[t] = (probabilities[t]! + withRank) / 2
    }
  }
  return probabilities
}

/**
 * The largest t with P(T⁺ ≤ t) ≤ `tail`, and that probability; t is −1 where even P(T⁺ = 0) is larger. Above 100
 * differences by the normal approximation (Hollander and Wolfe, 3.1).
 */
export function getCriticalValue(n: number, tail: number): { readonly t: number; readonly probability: number } {
  if (n > exactUpTo) {
    const t = Math.floor(getMean(n) + getNormalQuantile(tail) * Math.sqrt(getVariance(n)) - 0.5)
    return { t, probability: getNormalTail((getMean(n) - t - 0.5) / Math.sqrt(getVariance(n))) }
  }
  const probabilities = getSignedRankDistribution(n)
  let [t, probability] = [-1, 0]
  while (t + 1 < probabilities.length && probability + probabilities[t + 1]! <= tail) probability += probabilities[++t]!
  return { t, probability }
}

export type Alternative = 'greater' | 'less' | 'two-sided'

/**
 * P-value of Wilcoxon's signed-rank test that differences are centred at `centre`, against the alternative that they
 * are centred above it, below it, or elsewhere. Differences equal to `centre` say nothing and are left out; tied ones
 * share their ranks, and the distribution is that of these ranks, so that it stays exact.
 */
export function testSignedRank(differences: readonly number[], alternative: Alternative, centre = 0): number {
  const shifted = differences.map((difference) => difference - centre).filter((difference) => difference !== 0)
  const ranks = getMidranks(shifted.map(Math.abs))
  // Shared ranks are whole or half numbers: doubled they are all whole.
  const doubled = ranks.map((rank) => Math.round(rank * 2))
  const positive = doubled.reduce((sum, rank, index) => (shifted[index]! > 0 ? sum + rank : sum), 0)
  const total = doubled.reduce((sum, rank) => sum + rank, 0)
  const getTail = shifted.length > exactUpTo ? approximateTail : hasTies(doubled) ? countTail : readTail
  const greater = getTail(doubled, positive)
  const less = getTail(doubled, total - positive)
  if (alternative === 'two-sided') return Math.min(1, 2 * Math.min(greater, less))
  return alternative === 'greater' ? greater : less
}

function hasTies(doubled: readonly number[]): boolean {
  return new Set(doubled).size < doubled.length
}

/** Without ties the distribution depends on n alone: a table compares thousands of pairs. */
const tails = new Map<number, Float64Array>()

function readTail(doubled: readonly number[], sum: number): number {
  const n = doubled.length
  let known = tails.get(n)
  if (known === undefined) tails.set(n, (known = sumFromAbove(getSignedRankDistribution(n))))
  return known[sum / 2] ?? 0
}

/** Element t is P(T⁺ ≥ t). */
function sumFromAbove(probabilities: Float64Array): Float64Array {
  const sums = probabilities.slice()
  for (let t = sums.length - 2; t >= 0; t--) sums[t] = sums[t]! + sums[t + 1]!
  return sums
}

/** P(sum ≥ `sum`), exact. */
function countTail(ranks: readonly number[], sum: number): number {
  return addRanks(ranks)
    .subarray(sum)
    .reduce((tail, probability) => tail + probability, 0)
}

/** The same by the normal approximation, corrected for ties and for continuity (half a rank, here doubled). */
function approximateTail(ranks: readonly number[], sum: number): number {
  const mean = ranks.reduce((total, rank) => total + rank, 0) / 2
  const variance = ranks.reduce((total, rank) => total + rank ** 2, 0) / 4
  return getNormalTail((sum - mean - 1) / Math.sqrt(variance))
}

function getMean(n: number): number {
  return (n * (n + 1)) / 4
}

function getVariance(n: number): number {
  return (n * (n + 1) * (2 * n + 1)) / 24
}
