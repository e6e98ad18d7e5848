import { testSignedRank } from './signed-rank.ts'

/**
 * P-value of two one-sided tests (Schuirmann 1987) that differences are centred outside [−margin, margin]: small where
 * the data show that they are not, and so that both are as good as equal. By signed ranks, as the interval is: so
 * equivalence at α is just that the 1 − 2α interval lies within the margin, and the two never contradict each other;
 * a t-test would trust one outlier more than eleven other blocks.
 */
export function testEquivalence(differences: readonly number[], margin: number): number {
  return Math.max(testSignedRank(differences, 'greater', -margin), testSignedRank(differences, 'less', margin))
}
