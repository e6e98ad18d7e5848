import { testFriedman } from '../../stats/friedman.ts'
import { adjustHolm } from '../../stats/holm.ts'
import { assignLetters } from '../../stats/letters.ts'
import type { JudgedMetric } from './judged-metrics.ts'
import { alpha, testDiffers } from './test-differs.ts'

type Values = ReadonlyMap<number, number>

/**
 * Letters of several strategies, the best one's first: two that share one are not told apart. Three or more are asked first
 * whether any of them differs at all (Friedman); then each pair, block by block, Holm-adjusted. Undefined where so few
 * blocks could tell none apart.
 */
export function findTies(
  metric: JudgedMetric,
  values: readonly Values[],
  estimates: readonly number[],
): string[] | undefined {
  const pairs = values.flatMap((some, a) =>
    values.slice(a + 1).map((others, after) => ({ a, b: a + 1 + after, differences: subtract(some, others) })),
  )
  const most = Math.max(0, ...pairs.map(({ differences }) => differences.length))
  // The smallest two-sided p of n blocks is 2 ÷ 2ⁿ.
  if (pairs.length === 0 || 2 ** (1 - most) * pairs.length > alpha) return undefined
  const different = new Set(canDiffer(values) ? listDifferent(metric, pairs) : [])
  const order = estimates
    .map((_, index) => index)
    .toSorted((a, b) => (estimates[a]! - estimates[b]!) * (metric.better === 'lower' ? 1 : -1))
  const letters = assignLetters(order.length, (a, b) => different.has(nameOf(order[a]!, order[b]!)))
  return values.map((_, index) => letters[order.indexOf(index)]!)
}

interface Pair {
  readonly a: number
  readonly b: number
  readonly differences: readonly number[]
}

function subtract(some: Values, others: Values): number[] {
  return [...some].flatMap(([block, value]) => {
    const other = others.get(block)
    return other === undefined ? [] : [value - other]
  })
}

/** Two need no question beforehand; nor is it asked where too few blocks are complete for an answer. */
function canDiffer(values: readonly Values[]): boolean {
  if (values.length < 3) return true
  const blocks = [...values[0]!.keys()].filter((block) => values.every((each) => each.has(block)))
  return blocks.length < 2 || testFriedman(blocks.map((block) => values.map((each) => each.get(block)!))).p <= alpha
}

function listDifferent(metric: JudgedMetric, pairs: readonly Pair[]): string[] {
  const adjusted = adjustHolm(pairs.map(({ differences }) => testDiffers(metric, differences)))
  return pairs.filter((_, index) => adjusted[index]! <= alpha).map(({ a, b }) => nameOf(a, b))
}

function nameOf(a: number, b: number): string {
  return `${Math.min(a, b)}/${Math.max(a, b)}`
}
