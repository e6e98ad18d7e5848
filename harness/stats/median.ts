import { median as medianOf } from 'simple-statistics'

/** The median of at least one number; that of an even count is the mean of the middle two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('The median of no values was asked for; expected at least one.')
  return medianOf([...values])
}
