import type { ViolationExample } from '../store/record.ts'
import { runPoint, type Exploration, type PointResult } from './run-point.ts'

/** What came of an update asked for at every point of a run. */
export interface ExplorationReport {
  readonly points: number
  readonly completed: number
  /** Of those that completed: not at once. */
  readonly delayed: number
  /** Boundaries from the command to completion. */
  readonly delay: { readonly median: number; readonly most: number }
  readonly stalled: number
  readonly failed: number
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

interface PointSummary {
  readonly point: number
  readonly outcome: PointResult['outcome']
  readonly delay: number
  readonly violations: number
}

/**
 * Asks for the update at every procedure boundary and after every await of a run, one run for each.
 * @param only explore this one point
 * @throws Error where the run without an update raises a violation: then no point would mean anything
 */
export async function explore(
  exploration: Exploration,
  onProgress: (done: number, of: number) => void,
  only?: number,
): Promise<ExplorationReport> {
  const reference = await runPoint(exploration, undefined)
  if (reference.violations.total > 0)
    throw new Error(`without any update: ${reference.violations.examples[0]?.explanation ?? 'violations'}`)
  const points = only === undefined ? Array.from({ length: reference.boundaries }, (_, point) => point) : [only]
  const results: PointResult[] = []
  for (const point of points) {
    results.push(await runPoint(exploration, point))
    onProgress(results.length, points.length)
  }
  return summarise(results)
}

function summarise(results: readonly PointResult[]): ExplorationReport {
  const completed = results.filter(({ outcome }) => outcome === 'completed')
  const delays = completed.map(({ delay }) => delay).toSorted((a, b) => a - b)
  const violating = results.filter(({ violations }) => violations.total > 0)
  const first = results.find(({ outcome, violations }) => outcome !== 'completed' || violations.total > 0)
  return {
    points: results.length,
    completed: completed.length,
    delayed: delays.filter((delay) => delay > 0).length,
    delay: { median: delays[delays.length >> 1] ?? 0, most: delays.at(-1) ?? 0 },
    stalled: results.filter(({ outcome }) => outcome === 'stalled').length,
    failed: results.filter(({ outcome }) => outcome === 'failed').length,
    violated: violating.length,
    byKind: countKinds(violating),
    ...(first?.point === undefined ? {} : { first: describeFailing(first, first.point) }),
    results: results.map(({ point, outcome, delay, violations }) => ({
      point: point ?? 0,
      outcome,
      delay,
      violations: violations.total,
    })),
  }
}

function describeFailing({ stack, outcome, reason, violations }: PointResult, point: number): FailingPoint {
  return { point, stack, outcome, ...(reason === undefined ? {} : { reason }), examples: violations.examples }
}

function countKinds(results: readonly PointResult[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { violations } of results) {
    for (const [kind, count] of Object.entries({ ...violations.observable, ...violations.internal }))
      if (count > 0) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
