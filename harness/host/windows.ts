/** Time that loading a version beside the program may take, while load is offered, unless a trial's windows say otherwise. */
export const usualLoadingMs = 5000

/** Time that the set-up may take. */
export const setUpLimitMs = 90_000

/**
 * When no more load is offered, the queue is served for as long as load had been offered, within these bounds: a program
 * that can bear half of the load gets through with it in that time. They are also seconds that most trials never need.
 */
export const queueMs = { least: 2000, most: 5000 }

/** The longest that a trial may take besides its windows: set-up and queue, start and checks. */
export const besidesMs = setUpLimitMs + queueMs.most + 60_000

/** Times of a trial, in ms. */
export interface Windows {
  /** Saturated load before anything is measured: the optimiser settles. */
  readonly warmUpMs: number
  /** Saturated load in which the capacity is measured, before and after. */
  readonly capacityMs: number
  /** Measured load before the update. */
  readonly beforeMs: number
  /** Measured load after the update command (H). */
  readonly horizonMs: number
  /** Within this time after the command the update must find its safe point. */
  readonly limitMs: number
  /** A site that owes replies and gives none for so long hangs. */
  readonly hangMs: number
  /** Time that loading may take, for each site. */
  readonly loadingMs?: number
}
