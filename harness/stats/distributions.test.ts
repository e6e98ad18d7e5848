import { expect, it } from 'vitest'
import { getChiSquaredTail, getNormalQuantile, getNormalTail, getTQuantile } from './distributions.ts'

// Expected values: SciPy 1.17.1, scipy.stats.norm.ppf, norm.sf, t.ppf, chi2.sf.
it.each([
  [getNormalQuantile(0.975), 1.959963984540054],
  [getNormalQuantile(0.999), 3.090232306167813],
  [getNormalTail(3.2), 0.0006871379379158471],
  [getNormalTail(0), 0.5],
  [getTQuantile(0.95, 11), 1.7958848187040433],
  [getTQuantile(0.9, 11), 1.3634303180205407],
  [getTQuantile(0.975, 2), 4.302652729749462],
  [getTQuantile(0.95, 29), 1.6991270265334972],
  [getChiSquaredTail(11.14, 2), 0.003810480432592036],
  [getChiSquaredTail(3.84, 1), 0.05004352124870519],
])('%d is %d', (got, expected) => {
  expect(Math.abs(got / expected - 1)).toBeLessThan(1e-6)
})
