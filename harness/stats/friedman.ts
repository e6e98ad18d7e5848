import { getChiSquaredTail } from './distributions.ts'
import { getMidranks } from './midranks.ts'

export interface FriedmanTest {
  /** Friedman's S, corrected for ties; chi-squared with one degree of freedom less than treatments. */
  readonly statistic: number
  readonly p: number
}

/**
 * Friedman's test that no treatment differs in complete blocks (Hollander and Wolfe, 7.1): the question to ask before any
 * pair is compared. One row for each block, one column for each treatment. P is approximate: good from about 10 blocks.
 */
export function testFriedman(blocks: readonly (readonly number[])[]): FriedmanTest {
  const treatments = blocks[0]?.length ?? 0
  if (blocks.some((block) => block.length !== treatments))
    throw new Error(
      `Expected blocks of ${treatments} values each, got ${blocks.map((block) => block.length).join(', ')}.`,
    )
  const ranks = blocks.map(getMidranks)
  const expected = (blocks.length * (treatments + 1)) / 2
  const between = sum(
    Array.from({ length: treatments }, (_, column) => (sum(ranks.map((row) => row[column]!)) - expected) ** 2),
  )
  const within = sum(ranks.flatMap((row) => row.map((rank) => (rank - (treatments + 1) / 2) ** 2)))
  // Where every block ties all its treatments, nothing differs.
  if (within === 0) return { statistic: 0, p: 1 }
  const statistic = ((treatments - 1) * between) / within
  return { statistic, p: getChiSquaredTail(statistic, treatments - 1) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
