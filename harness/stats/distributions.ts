import jstat from 'jstat'

// The package is a CommonJS module, which Node imports as a whole.
const { jStat } = jstat

/** z with P(Z ≤ z) = p, for a standard normal Z. */
export function getNormalQuantile(p: number): number {
  return jStat.normal.inv(p, 0, 1)
}

/** P(Z ≥ z), for a standard normal Z. */
export function getNormalTail(z: number): number {
  return jStat.normal.cdf(-z, 0, 1)
}

/** t with P(T ≤ t) = p, for Student's T; good to about 1e−7. */
export function getTQuantile(p: number, freedom: number): number {
  return jStat.studentt.inv(p, freedom)
}

/** P(X² ≥ x), for a chi-squared X². */
export function getChiSquaredTail(x: number, freedom: number): number {
  return 1 - jStat.chisquare.cdf(x, freedom)
}
