import type { Outcome, ViolationExample } from '../store/record.ts'
import type { PointResult } from './points.ts'

/** What came of an update asked for at every point of a run. */
export interface ExplorationReport {
  readonly points: number
  /** Runs that were made: points that come to the same are run once. */
  readonly runs: number
  readonly completed: number
  /** Of those that completed: not at once. */
  readonly delayed: number
  /** Boundaries from the command to completion. */
  readonly delay: { readonly median: number; readonly most: number }
  readonly refused: number
  readonly stalled: number
  readonly failed: number
  /** Points at which the program died or hung. */
  readonly broken: number
  /** Points at which some replies could not be compared with the model. */
  readonly unchecked: number
  /** Points at which something was violated. */
  readonly violated: number
  /** Points by kind of violation. */
  readonly byKind: Readonly<Record<string, number>>
  /** The smallest point at which something was violated or the update did not complete. */
  readonly first?: FailingPoint
  readonly results: readonly PointSummary[]
}

export interface FailingPoint {
  readonly point: number
  readonly stack: readonly string[]
  readonly outcome: string
  readonly reason?: string
  readonly examples: readonly ViolationExample[]
}

export interface PointSummary {
  readonly point: number
  readonly outcome: Outcome
  readonly delay: number
  readonly violations: number
}

/** How a point went, best first. */
export const pointKinds = ['at once', 'later', 'refused', 'stalled', 'failed', 'violated'] as const

export type PointKind = (typeof pointKinds)[number]

/** What a person wants to know first of a point. */
export function kindOf({ outcome, delay, violations }: PointSummary): PointKind {
  if (violations > 0) return 'violated'
  if (outcome === 'completed') return delay > 0 ? 'later' : 'at once'
  return outcome === 'stalled' || outcome === 'refused' ? outcome : 'failed'
}

/** Puts the results of all points together; they are in order. */
export function summarise(results: readonly PointResult[]): ExplorationReport {
  const points = results.flatMap(spread)
  const count = (outcome: Outcome): number => points.filter((point) => point.outcome === outcome).length
  const delays = points
    .filter(({ outcome }) => outcome === 'completed')
    .map(({ delay }) => delay)
    .toSorted((a, b) => a - b)
  const violating = results.filter(({ violations }) => violations.total > 0)
  const first = violating[0] ?? results.find(({ outcome, broken }) => outcome !== 'completed' || broken)
  return {
    points: points.length,
    runs: results.length,
    completed: delays.length,
    delayed: delays.filter((delay) => delay > 0).length,
    delay: { median: delays[delays.length >> 1] ?? 0, most: delays.at(-1) ?? 0 },
    refused: count('refused'),
    stalled: count('stalled'),
    failed: count('failed'),
    broken: sumCovered(results.filter(({ broken }) => broken)),
    unchecked: sumCovered(results.filter(({ unchecked }) => unchecked > 0)),
    violated: sumCovered(violating),
    byKind: countKinds(violating),
    ...(first === undefined ? {} : { first: describeFailing(first) }),
    results: points,
  }
}

/** One entry for each point that a run stands for. What came of the command came at the same moment. */
function spread({ point, covers, outcome, delay, violations }: PointResult): PointSummary[] {
  return Array.from({ length: covers }, (_, index) => ({
    point: point + index,
    outcome,
    delay: Math.max(0, delay - index),
    violations: violations.total,
  }))
}

function sumCovered(results: readonly PointResult[]): number {
  return results.reduce((sum, { covers }) => sum + covers, 0)
}

function describeFailing({ point, stack, outcome, reason, violations }: PointResult): FailingPoint {
  return { point, stack, outcome, ...(reason === undefined ? {} : { reason }), examples: violations.examples }
}

function countKinds(results: readonly PointResult[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { violations, covers } of results) {
    for (const [kind, count] of Object.entries({ ...violations.observable, ...violations.internal }))
      if (count > 0) counts[kind] = (counts[kind] ?? 0) + covers
  }
  return counts
}
