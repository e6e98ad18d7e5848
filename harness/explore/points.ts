import type { RunResult } from './exploration.ts'
import type { Runner } from './run-point.ts'
import type { Space } from './space.ts'

/** What came of the run for a point, and for those after it for which it is known to come to the same. */
export interface PointResult extends RunResult {
  readonly point: number
}

/** Points that are explored in one go. Equivalent points are found within them, so that it matters to no result who explores which. */
const pointsPerChunk = 128

/** Some points of a space, in order. */
export interface Chunk {
  readonly first: number
  readonly end: number
}

export function splitPoints(points: number): Chunk[] {
  const chunks = Array.from({ length: Math.ceil(points / pointsPerChunk) }, (_, index) => index * pointsPerChunk)
  return chunks.map((first) => ({ first, end: Math.min(points, first + pointsPerChunk) }))
}

/**
 * Explores some points. A point is not run if an earlier one's run has shown that it comes to the same: there the
 * command waited, unnoticed, until the program came past this point too, and meanwhile nothing happened but that the
 * program ran on in one stretch. Nobody read the clock, the line or the flag, and no process was switched: so all that
 * the command had brought about was there in the same state as if it had been given here. The same holds of a crash.
 * @param all run every point
 */
export async function* explorePoints(
  runner: Runner,
  space: Space,
  { first, end }: Chunk,
  { all }: { readonly all: boolean },
): AsyncGenerator<PointResult> {
  for (let point = first; point < end;) {
    const result = await runner.run(space.run(point))
    const covers = all ? 1 : Math.min(result.covers, end - point)
    yield { ...result, point, covers }
    point += covers
  }
}
