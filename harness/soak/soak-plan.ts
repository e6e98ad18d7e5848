import type { Windows } from '../host/windows.ts'
import type { TrialPlan } from '../trial-plan.ts'

/** All that determines a soak: plain data, for a process of its own. */
export interface SoakPlan {
  /** How the program is run; its update is the first one. */
  readonly trial: TrialPlan
  /** Names of the updates that the program goes along, forth and back. */
  readonly along: readonly string[]
  /** How many updates there are in all; in the role `null` the program is only watched for as many rounds. */
  readonly updates: number
  /** In the role `null`: for how long each round is offered load in the place of the update, in ms. */
  readonly holdMs?: number
}

/** Windows of each update of a soak, and of one that is a first look. */
export const soakWindows = {
  usual: { warmUpMs: 800, capacityMs: 150, beforeMs: 100, horizonMs: 400, limitMs: 1000, hangMs: 5000 },
  quick: { warmUpMs: 200, capacityMs: 50, beforeMs: 30, horizonMs: 100, limitMs: 500, hangMs: 3000 },
} as const satisfies Record<string, Windows>

/** Time in which stock is taken, for as much load as the line has to hold besides; in ms. */
const restMs = 300
/** What loading usually takes, likewise. */
const loadingMs = 1500

/** Time that one update of a soak takes at a guess, in ms: while load is offered, and in all. */
export function guessRoundMs({ beforeMs, horizonMs, capacityMs }: Windows): {
  readonly openMs: number
  readonly allMs: number
} {
  const openMs = beforeMs + loadingMs + horizonMs + restMs
  return { openMs, allMs: openMs + capacityMs }
}
