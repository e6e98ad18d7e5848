import { Random } from '../../load/random.ts'
import { testSignFlip } from '../../stats/sign-flip.ts'
import { testSignedRank } from '../../stats/signed-rank.ts'
import type { JudgedMetric } from './judged-metrics.ts'

/** Level of all verdicts. */
export const alpha = 0.05

/** Two-sided: signed ranks for logarithms of ratios, flipped signs for differences, of which many may be 0. */
export function testDiffers({ kind }: Pick<JudgedMetric, 'kind'>, values: readonly number[]): number {
  if (kind === 'ratio') return testSignedRank(values, 'two-sided')
  return testSignFlip(values, 'two-sided', new Random().reseed(1, values.length))
}
