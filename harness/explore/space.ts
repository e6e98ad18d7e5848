import type { Run, RunResult } from './exploration.ts'
import type { Runner } from './run-point.ts'

/** What is varied: the moment of the command, or what breaks after it. */
export type Variation =
  | { readonly kind: 'command' }
  /** The command is given at `point`, and a site crashes at each boundary from there until the update has ended. */
  | { readonly kind: 'crash'; readonly point: number; readonly site: string }
  /** The command is given at `point`, and each letter from there until the update has ended is lost. */
  | { readonly kind: 'loss'; readonly point: number }

/** The runs of an exploration: one for each point, by number. */
export interface Space {
  readonly points: number
  /** Sites of the program. */
  readonly sites: readonly string[]
  run(point: number): Run
}

/**
 * Counts the points of an exploration.
 * @throws Error where the run without an update is not right: then no point would mean anything
 */
export async function createSpace(runner: Runner, variation: Variation): Promise<Space> {
  const reference = await runner.run({})
  const { sites } = reference.during
  checkRight(reference)
  if (variation.kind === 'command') return { points: reference.boundaries, sites, run: (point) => ({ point }) }
  const { point } = variation
  const { during } = await runner.run({ point })
  if (variation.kind === 'loss')
    return { points: during.letters, sites, run: (letter) => ({ point, fault: { kind: 'loss', letter } }) }
  const { site } = variation
  return {
    points: during.boundaries,
    sites,
    run: (after) => ({ point, fault: { kind: 'crash', site, at: point + after } }),
  }
}

function checkRight({ violations, broken, reason }: RunResult): void {
  if (violations.total === 0 && !broken) return
  throw new Error(`without any update: ${violations.examples[0]?.explanation ?? reason ?? 'violations'}`)
}
