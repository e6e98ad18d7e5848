/**
 * Distribution of Wilcoxon's signed-rank statistic T⁺ for `n` differences without ties or zeros: element t is the
 * probability that T⁺ = t when each sign is a fair coin. Exact, by adding one rank after the other (t = 0 … n(n+1)/2).
 */
export function getSignedRankDistribution(n: number): Float64Array {
  const probabilities = new Float64Array((n * (n + 1)) / 2 + 1)
  probabilities[0] = 1
  for (let rank = 1; rank <= n; rank++) {
    for (let t = (rank * (rank + 1)) / 2; t >= 0; t--) {
      const withRank = t >= rank ? probabilities[t - rank]! : 0
      probabilities[t] = (probabilities[t]! + withRank) / 2
    }
  }
  return probabilities
}

/** The largest t with P(T⁺ ≤ t) ≤ `tail`, and that probability; t is −1 where even P(T⁺ = 0) is larger. */
export function getCriticalValue(n: number, tail: number): { readonly t: number; readonly probability: number } {
  const probabilities = getSignedRankDistribution(n)
  let [t, probability] = [-1, 0]
  while (t + 1 < probabilities.length && probability + probabilities[t + 1]! <= tail) probability += probabilities[++t]!
  return { t, probability }
}
