import type { UpdateResult } from '../host/messages.ts'
import type { Windows } from '../host/windows.ts'
import type { Prepared } from '../prepare.ts'
import type { Outcome, Violations } from '../store/record.ts'

/** What is explored: one program, one strategy, one update, a few requests. */
export interface Exploration {
  readonly prepared: Prepared
  readonly parameters: Readonly<Record<string, number>>
  readonly seed: number
  /** Requests during which the update is asked for. */
  readonly requests: number
  /** Another order of what happens at nearly the same time; 0, the usual one, unless said. */
  readonly schedule?: number
}

/** One run: where in it the update is asked for, and what breaks after that. */
export interface Run {
  /** Boundary at which the command is given; a run without one counts the boundaries. */
  readonly point?: number
  readonly fault?: RunFault
}

/** What breaks in a run, once the update has been asked for. */
export type RunFault =
  /** A site is gone at a boundary, counted like the points. */
  | { readonly kind: 'crash'; readonly site: string; readonly at: number }
  /** A letter is lost: so many have been sent since the command. */
  | { readonly kind: 'loss'; readonly letter: number }

/** What came of one run. */
export interface RunResult {
  /** Boundaries that the run came past while the explored requests were served. */
  readonly boundaries: number
  /** Points, this one included, at which the command would have come to the same. */
  readonly covers: number
  /** Procedures on the stack at the point, innermost first, each with its version. */
  readonly stack: readonly string[]
  readonly outcome: Outcome
  /** Why it did not complete; where the program did not come to its end, why that is. */
  readonly reason?: string
  /** Boundaries from the command, or from the crash that is explored, to completion. */
  readonly delay: number
  /** The program died or hung. */
  readonly broken: boolean
  readonly violations: Violations
  /** Replies that were not compared with the model. */
  readonly unchecked: number
  /** Between the command and the end of the update. */
  readonly during: { readonly sites: readonly string[]; readonly boundaries: number; readonly letters: number }
}

/** Times of an explored run, in virtual ms: few, for a stall or a hang costs all of them. */
export const explorationWindows: Windows = {
  warmUpMs: 0,
  capacityMs: 0,
  beforeMs: 0,
  horizonMs: 0,
  limitMs: 20,
  hangMs: 200,
}

/** An update that neither ends nor is withdrawn: after so many limits it is taken to hang. */
export const patienceMs = 20 * explorationWindows.limitMs

export const hung: UpdateResult = {
  outcome: 'failed',
  reason: `the update had neither ended nor been withdrawn ${patienceMs} ms after the command`,
  inForce: 'mixed',
}
