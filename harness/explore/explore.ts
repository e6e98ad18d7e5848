import type { Exploration } from './exploration.ts'
import { explorePoints, splitPoints, type PointResult } from './points.ts'
import { summarise, type ExplorationReport } from './report.ts'
import { Runner } from './run-point.ts'
import { createSpace, type Variation } from './space.ts'

export type { ExplorationReport } from './report.ts'
export type { Exploration } from './exploration.ts'

export interface ExploreOptions {
  /** Explore this one point. */
  readonly only?: number | undefined
  /** Run every point, also those that are known to come to the same as another. */
  readonly all?: boolean
  readonly variation?: Variation
}

/**
 * Asks for the update at every procedure boundary and after every await of a run, one run for each kind of point, in
 * this thread.
 * @throws Error where the run without an update raises a violation: then no point would mean anything
 */
export async function explore(
  exploration: Exploration,
  onProgress: (done: number, of: number) => void,
  { only, all = false, variation = { kind: 'command' } }: ExploreOptions = {},
): Promise<ExplorationReport> {
  const runner = new Runner(exploration)
  const space = await createSpace(runner, variation)
  const chunks = only === undefined ? splitPoints(space.points) : [{ first: only, end: only + 1 }]
  const results: PointResult[] = []
  for (const chunk of chunks) {
    for await (const result of explorePoints(runner, space, chunk, { all })) {
      results.push(result)
      onProgress(result.point + result.covers - chunks[0]!.first, chunks.at(-1)!.end - chunks[0]!.first)
    }
  }
  return summarise(results)
}
