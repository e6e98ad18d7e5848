/**
 * What the line's two ends tell each other where a unit is in a process of its own. What a request asks for is a function
 * of its number, so only numbers travel.
 */
export interface ToUnit {
  /**
   * Ends of the ranges that have been handed out since the last message, in order. Each range begins where the one before
   * it ends. Of the unit's own the end is written as a negative number.
   */
  readonly ranges: readonly number[]
  /** Number of the first probe, once there is one: it comes before the range in which that is. */
  readonly probesFrom?: number
  /** Nothing more will be handed out. */
  readonly closed?: true
  /** The unit is to say when it has nothing of its own left to do. */
  readonly settle?: true
}

export interface FromUnit {
  /** The unit begins to follow the line here: requests before are in its state. Once, in its first message. */
  readonly from?: number
  /** Requests of its own that it would have been given by then, all in all. */
  readonly allowed: number
  /** Requests before this one are in its state, or under way. */
  readonly position: number
  /** Four numbers for each reply; see `replyWords`. */
  readonly replies: Float64Array
  /** Nothing of its own is left to do, or what is left will never be answered. */
  readonly settled?: true
}

/** The request's number, the process that took it, the reply's digest, and its time in ms; below 0 if it never will come. */
export const replyWords = 4

/** In place of the time. */
export const neverDone = -1
